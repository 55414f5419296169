import type { Event } from '@ticketlab/contracts/http/events';
import { EventNotFoundError, EventStateError, VersionMismatchError } from '../domain/errors.ts';
import { type News, toNews } from './news.ts';
import type { EventStore } from './ports.ts';
import type { SpreadChange } from './spread-change.ts';

interface ChangeRequest {
  id: string;
  news: News;
  /** `admin:<id>`; left out when the service acts by itself. */
  actor?: string;
  /** The version the change was made for. Without it the change applies to whatever version is current. */
  expectedVersion?: number | undefined;
}

export type ChangeEvent = (request: ChangeRequest, change: (event: Event, now: Date) => Event) => Promise<Event>;

/** Somebody else was faster this often in a row: more is not a race but a bug. */
const maxTries = 10;

/**
 * Loads the event, changes it and writes it if nobody did in between, else begins again. A change that returns the event
 * itself writes nothing. Resolves to the event as it then is.
 */
export function createChangeEvent(deps: { store: EventStore; spread: SpreadChange; clock: () => Date }): ChangeEvent {
  const { store, spread, clock } = deps;

  return async ({ id, news, actor, expectedVersion }, change) => {
    for (let tries = 0; tries < maxTries; tries++) {
      const current = await store.find(id);
      if (current === undefined) throw new EventNotFoundError(id);
      if (expectedVersion !== undefined && expectedVersion !== current.version) {
        throw new VersionMismatchError(current.version);
      }
      const next = change(current, clock());
      if (next === current) return current;
      if (await store.replace(next, toNews(news, next, actor))) {
        await spread.changed(next);
        return next;
      }
    }
    throw new EventStateError('The event is being changed all the time. Try again.');
  };
}
