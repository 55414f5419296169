import { endHolding } from './end-orders.ts';
import type { ErasureStore, OrderStore } from './ports.ts';

const batch = 200;

/**
 * Takes a person out of the books: unpaid orders are cancelled, then every order loses its owner while money and places
 * stay balanced. May stop anywhere and run again.
 */
export async function eraseUser(
  deps: { store: OrderStore; erasure: ErasureStore; clock: () => Date },
  userId: string,
): Promise<void> {
  const { store, erasure, clock } = deps;
  for (let more = true; more;) {
    more = await store.tx(async (tx) => {
      const change = { at: clock(), actor: 'service:order-service', reason: 'account-erased' };
      const unpaid = await tx.lockUnpaid(userId, batch);
      await tx.save(
        unpaid.map((order) => endHolding(order, change)),
        0,
      );
      return unpaid.length > 0;
    });
  }
  await erasure.forget(userId);
  for (let more = true; more;) more = await erasure.anonymise(userId, batch);
}
