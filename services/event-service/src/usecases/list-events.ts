import type { eventListQuerySchema } from '@ticketlab/contracts/http/events';
import { DependencyError } from '@ticketlab/service-kit/messaging/errors';
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

export function createListEvents(deps: {
  catalogue: Catalogue;
  isLoaded: () => boolean;
  clock: () => Date;
}): ListEvents {
  const { catalogue, isLoaded, clock } = deps;

  /** Half a catalogue would look like a whole one. */
  function assertLoaded(): void {
    if (!isLoaded()) throw new DependencyError('catalogue', 'is being loaded');
  }

  return {
    search({ from, to, status = 'published', ...query }, { isAdmin }) {
      if (status !== 'published' && !isAdmin) throw new ForbiddenStatusError(status);
      const range = { from: toTime(from), to: toTime(to) };
      if (range.from !== undefined && range.to !== undefined && range.to <= range.from) {
        throw new InvalidEventError([{ path: 'to', message: 'must be later than from' }]);
      }
      assertLoaded();
      return catalogue.search({ ...query, ...range, status });
    },
    active() {
      assertLoaded();
      return catalogue.active(clock().getTime(), activeLimit);
    },
  };
}

function toTime(timestamp: string | undefined): number | undefined {
  return timestamp === undefined ? undefined : Date.parse(timestamp);
}
