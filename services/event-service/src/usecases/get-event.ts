import type { Event } from '@ticketlab/contracts/http/events';
import { EventNotFoundError } from '../domain/errors.ts';
import type { EventCache, EventStore } from './ports.ts';

export type GetEvent = (id: string, viewer: { isAdmin: boolean }) => Promise<Event>;

/** A draft exists for admins only. */
export function createGetEvent(deps: { store: EventStore; cache: EventCache }): GetEvent {
  const { store, cache } = deps;
  return async (id, { isAdmin }) => {
    const event = await cache.read(id, () => store.find(id));
    if (event === undefined || (event.status === 'draft' && !isAdmin)) throw new EventNotFoundError(id);
    return event;
  };
}
