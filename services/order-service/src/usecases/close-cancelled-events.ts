import { endHolding } from './end-orders.ts';
import type { Checkpoint, EventStore, OrderStore } from './ports.ts';

/**
 * Ends every order that a cancelled event still has: unpaid ones are cancelled, paid ones refunded. Goes in batches and
 * may stop anywhere; an event stays on the list until none of its orders holds a place.
 */
export async function closeCancelledEvents(
  deps: { store: OrderStore; events: EventStore; clock: () => Date; checkpoint: Checkpoint },
  { batch }: { batch: number },
): Promise<number> {
  let ended = 0;
  for (const eventId of await deps.events.closing()) {
    let inBatch: number;
    do {
      inBatch = await endBatch(deps, eventId, batch);
      ended += inBatch;
    } while (inBatch > 0);
    // orders that somebody else had locked are met again in the next round
    await deps.events.finishClosing(eventId);
  }
  return ended;
}

async function endBatch(
  { store, clock, checkpoint }: { store: OrderStore; clock: () => Date; checkpoint: Checkpoint },
  eventId: string,
  batch: number,
): Promise<number> {
  const ended = await store.tx(async (tx) => {
    const change = { at: clock(), actor: 'service:order-service', reason: 'event-cancelled' };
    const steps = (await tx.lockHolding(eventId, batch)).map((order) => endHolding(order, change));
    await tx.save(steps, 0);
    return steps.length;
  });
  if (ended > 0) checkpoint('refund-requested');
  return ended;
}
