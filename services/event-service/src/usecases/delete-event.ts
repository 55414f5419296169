import { EventNotFoundError, EventStateError, VersionMismatchError } from '../domain/errors.ts';
import { assertDeletable } from '../domain/event.ts';
import type { EventStore } from './ports.ts';
import type { SpreadChange } from './spread-change.ts';

export type DeleteEvent = (id: string, expectedVersion: number | undefined) => Promise<void>;

const maxTries = 10;

/** Deletes a draft; whatever happens to it meanwhile is looked at again. */
export function createDeleteEvent(deps: { store: EventStore; spread: SpreadChange; clock: () => Date }): DeleteEvent {
  const { store, spread, clock } = deps;
  return async (id, expectedVersion) => {
    for (let tries = 0; tries < maxTries; tries++) {
      const event = await store.find(id);
      if (event === undefined) throw new EventNotFoundError(id);
      if (expectedVersion !== undefined && expectedVersion !== event.version) {
        throw new VersionMismatchError(event.version);
      }
      assertDeletable(event);
      if (await store.remove(id, event.version, clock())) {
        await spread.deleted(id, event.version + 1);
        return;
      }
    }
    throw new EventStateError('The event is being changed all the time. Try again.');
  };
}
