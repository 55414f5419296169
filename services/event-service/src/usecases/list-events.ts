import type { eventListQuerySchema } from '@ticketlab/contracts/http/events';
import type { z } from 'zod';
import type { Catalogue, EventPage } from '../domain/catalogue.ts';
import { ForbiddenStatusError, InvalidEventError } from '../domain/errors.ts';

type ListQuery = z.output<typeof eventListQuerySchema>;

export interface ListEvents {
  /** Only admins may ask for a status other than published. */
  search(query: ListQuery, viewer: { isAdmin: boolean }): EventPage;
  /** Published and not over, at most 200. */
  active(): EventPage['items'];
}

const activeLimit = 200;

export function createListEvents(deps: { catalogue: Catalogue; clock: () => Date }): ListEvents {
  const { catalogue, clock } = deps;
  return {
    search({ from, to, status = 'published', ...query }, { isAdmin }) {
      if (status !== 'published' && !isAdmin) throw new ForbiddenStatusError(status);
      const range = { from: toTime(from), to: toTime(to) };
      if (range.from !== undefined && range.to !== undefined && range.to <= range.from) {
        throw new InvalidEventError([{ path: 'to', message: 'must be later than from' }]);
      }
      return catalogue.search({ ...query, ...range, status });
    },
    active: () => catalogue.active(clock().getTime(), activeLimit),
  };
}

function toTime(timestamp: string | undefined): number | undefined {
  return timestamp === undefined ? undefined : Date.parse(timestamp);
}
