import { type Order } from '../domain/order.ts';
import { isBeingConfirmed, move } from '../domain/saga.ts';
import { OrderNotFoundError } from '../domain/errors.ts';
import type { Checkpoint, OrderStore, OrderTx, TicketClient } from './ports.ts';

export interface Conductor {
  /**
   * Does what the order still owes ticket-service and takes the step that follows from the answer. Safe to run any
   * number of times, from several processes at once. Resolves to the order as it is then.
   * @throws UpstreamUnavailableError when ticket-service gives no answer: the work stays due
   */
  pursue(order: Order, signal?: AbortSignal): Promise<Order>;
}

export interface ConductOptions {
  /** How long a reservation waits for its payment, and an undecided order for its reservation, in ms. */
  readonly reservationTtlMs: number;
  readonly workDueMs: number;
}

const self = 'service:order-service';

/** The conductor of the purchase saga. Every arrow is a call that is idempotent by order id, then one transaction. */
export function createConductor(
  deps: { store: OrderStore; tickets: TicketClient; clock: () => Date; checkpoint: Checkpoint },
  options: ConductOptions,
): Conductor {
  const { store, tickets, clock, checkpoint } = deps;

  async function decide(orderId: string, step: (tx: OrderTx, current: Order) => Promise<Order>): Promise<Order> {
    return store.tx(async (tx) => {
      const current = await tx.lock(orderId);
      if (current === null) throw new OrderNotFoundError();
      return step(tx, current);
    });
  }

  async function reserve(order: Order, signal?: AbortSignal): Promise<Order> {
    if (clock().getTime() - order.createdAt.getTime() > options.reservationTtlMs) return giveUp(order);
    const expiresAt = new Date(clock().getTime() + options.reservationTtlMs);
    const answer = await tickets.reserve(order, expiresAt, signal);
    checkpoint('reserved');
    const toReserved = (current: Order) => move(current, 'AWAITING_PAYMENT', { at: clock(), actor: self, expiresAt });
    // nearly always nothing has happened to the order meanwhile, and one statement is enough
    const quick = answer.ok && order.state === 'PENDING' ? toReserved(order) : null;
    const decided =
      quick !== null && (await store.saveIfUnchanged(quick))
        ? quick.after
        : await decide(order.id, async (tx, current) => {
            // ended meanwhile: its release lets the places go, or its tombstone has refused them
            if (current.state !== 'PENDING') return current;
            const step = answer.ok
              ? toReserved(current)
              : move(current, 'REJECTED', { at: clock(), actor: self, reason: answer.refusal });
            await tx.save([step], options.workDueMs);
            return step.after;
          });
    checkpoint('awaiting-payment');
    return decided;
  }

  /** Nobody waits for it any more; the release also refuses a reservation that is still on its way. */
  async function giveUp(order: Order): Promise<Order> {
    return decide(order.id, async (tx, current) => {
      if (current.state !== 'PENDING') return current;
      const change = { at: clock(), actor: self, reason: 'undecided', work: 'release' } as const;
      const step = move(current, 'REJECTED', change);
      await tx.save([step], 0);
      return step.after;
    });
  }

  async function commit(order: Order): Promise<Order> {
    const answer = await tickets.commit(order.id);
    checkpoint('committed');
    const decided = await decide(order.id, async (tx, current) => {
      if (!isBeingConfirmed(current)) return current;
      const event = await tx.shareEvent(current.eventId);
      const refusal = event?.status === 'cancelled' ? 'event-cancelled' : answer.ok ? null : answer.refusal;
      const step =
        refusal === null
          ? move(current, 'CONFIRMED', { at: clock(), actor: self })
          : move(current, 'REFUNDING', { at: clock(), actor: self, reason: refusal });
      await tx.save([step], options.workDueMs);
      return step.after;
    });
    checkpoint('confirmed');
    return decided;
  }

  async function release(order: Order): Promise<Order> {
    await tickets.release(order.id, order.reason ?? order.state);
    checkpoint('released');
    await store.finishWork(order.id, 'release');
    return { ...order, work: null };
  }

  return {
    async pursue(order, signal) {
      if (order.work === 'reserve') return reserve(order, signal);
      if (order.work === 'commit') return commit(order);
      if (order.work === 'release') return release(order);
      return order;
    },
  };
}
