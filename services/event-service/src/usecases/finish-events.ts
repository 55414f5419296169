import { finishEvent } from '../domain/event.ts';
import type { ChangeEvent } from './change-event.ts';
import type { EventStore } from './ports.ts';

export type FinishEvents = () => Promise<number>;

const batch = 100;

/** Finishes every published event that is over. Resolves to how many it saw; replicas may do this at the same time. */
export function createFinishEvents(deps: {
  store: EventStore;
  changeEvent: ChangeEvent;
  clock: () => Date;
}): FinishEvents {
  const { store, changeEvent, clock } = deps;
  return async () => {
    for (let seen = 0; ;) {
      const ids = await store.idsOver(clock(), batch);
      for (const id of ids) await changeEvent({ id, news: 'updated' }, finishEvent);
      seen += ids.length;
      if (ids.length < batch) return seen;
    }
  };
}
