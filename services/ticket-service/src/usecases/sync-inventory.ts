import type { EventSnapshot } from '../domain/inventory.ts';
import type { Announcer, Delivery, Transact } from './ports.ts';

/** Keeps the inventory in line with what the organiser says, whatever order it arrives in. */
export interface SyncInventory {
  /** Drafts are none of our business; of two snapshots the one with the higher version counts. */
  apply(snapshot: EventSnapshot, delivery: Delivery): Promise<void>;
  /** Final: no snapshot brings the event back on sale. What is sold stays sold until its orders are refunded. */
  cancel(event: { id: string; title: string }, delivery: Delivery): Promise<void>;
}

export function createSyncInventory(deps: { transact: Transact; announcer: Announcer }): SyncInventory {
  const { transact, announcer } = deps;
  return {
    async apply(snapshot, delivery) {
      if (snapshot.status === 'draft') return;
      const changed = await transact(async (work) => {
        if (!(await work.isNew(delivery)) || !(await work.saveEvent(snapshot))) return false;
        await work.saveTiers(snapshot);
        return true;
      });
      if (changed) announcer.touch(snapshot.id);
    },

    async cancel({ id, title }, delivery) {
      await transact(async (work) => {
        if (!(await work.isNew(delivery))) return;
        await work.saveCancellation(id, title);
        await work.stopSale(id);
      });
      announcer.touch(id);
    },
  };
}
