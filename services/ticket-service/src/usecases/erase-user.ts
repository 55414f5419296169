import type { Delivery, Transact } from './ports.ts';

/** Forgets whose tickets and reservations they were. The tickets stay valid, the counts unchanged. */
export type EraseUser = (userId: string, delivery: Delivery) => Promise<void>;

export function createEraseUser(deps: { transact: Transact }): EraseUser {
  return (userId, delivery) =>
    deps.transact(async (work) => {
      if (await work.isNew(delivery)) await work.erase(userId);
    });
}
