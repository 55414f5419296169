import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { createOrderBodySchema } from '@ticketlab/contracts/http/orders';
import type { ProblemCode } from '@ticketlab/contracts/problem';
import { DomainError } from '@ticketlab/service-kit/messaging/errors';
import { UpstreamUnavailableError } from '@ticketlab/service-kit/resilience/upstream-errors';
import { CustomerLimitError, EventUnknownError } from '../domain/errors.ts';
import { assertOnSale, priceItems } from '../domain/event-sale.ts';
import { timeOfId } from '../domain/order-id.ts';
import type { Order } from '../domain/order.ts';
import type { Conductor } from './conduct.ts';
import type { Checkpoint, OrderStore, OrderTx } from './ports.ts';

export interface PlaceOrder {
  /** Writes the order as PENDING, in the caller's transaction. @throws {DomainError} when it cannot be placed at all */
  begin(tx: OrderTx, userId: string, body: z.output<typeof createOrderBodySchema>): Promise<Order>;
  /**
   * Asks ticket-service for the places, for at most `decisionMs`. Resolves to the order, still PENDING when there was
   * no answer in time: the sweeper goes on with it.
   * @throws {RejectedError} with the reason as its problem
   */
  decide(order: Order): Promise<Order>;
}

/** The order was placed and then refused by ticket-service. */
class RejectedError extends DomainError {
  override readonly name = 'RejectedError';
}

const fullPauseMs = 100;

const rejections: Record<string, { code: ProblemCode; detail: string }> = {
  'sold-out': { code: 'sold-out', detail: 'There are not as many tickets left.' },
  'seat-taken': { code: 'seat-taken', detail: 'Somebody else has taken one of the seats.' },
  'event-not-on-sale': { code: 'event-not-on-sale', detail: 'The event is not on sale.' },
  'not-found': { code: 'event-not-on-sale', detail: 'The event is not on sale yet.' },
};

export function createPlaceOrder(
  deps: {
    store: OrderStore;
    conductor: Conductor;
    clock: () => Date;
    newId: () => string;
    checkpoint: Checkpoint;
  },
  options: { decisionMs: number; workDueMs: number },
): PlaceOrder {
  const { store, conductor, clock, newId, checkpoint } = deps;
  return {
    async begin(tx, userId, body) {
      const event = await tx.shareEvent(body.eventId);
      if (event === null) throw new EventUnknownError();
      assertOnSale(event, clock());
      const { items, total, quantity } = priceItems(event, body.items);
      const taken = await tx.takeFromLimit(userId, event.id, quantity, event.maxPerCustomer);
      if (!taken) throw new CustomerLimitError(event.maxPerCustomer);
      const order = toNewOrder(newId(), { userId, eventId: event.id, eventTitle: event.title, items, total });
      await tx.insert(order, options.decisionMs + options.workDueMs);
      return order;
    },

    async decide(order) {
      checkpoint('order-placed');
      if (order.state !== 'PENDING') return accepted(order);
      const timeUp = AbortSignal.timeout(options.decisionMs);
      for (;;) {
        try {
          return accepted(await conductor.pursue(order, timeUp));
        } catch (error) {
          if (!timeUp.aborted && !(error instanceof UpstreamUnavailableError)) throw error;
          if (timeUp.aborted || !isFull(error)) {
            await store.handOver(order.id);
            return order;
          }
          await sleep(fullPauseMs * (0.5 + Math.random()));
        }
      }
    },
  };
}

/** So many calls are in flight that this one was not made: it gets its turn. */
function isFull(error: unknown): boolean {
  return error instanceof UpstreamUnavailableError && error.reason === 'overloaded';
}

function toNewOrder(id: string, given: Pick<Order, 'userId' | 'eventId' | 'eventTitle' | 'items' | 'total'>): Order {
  const createdAt = timeOfId(id);
  const placed = { from: null, to: 'PENDING', at: createdAt.toISOString(), reason: null } as const;
  return {
    ...given,
    id,
    state: 'PENDING',
    paymentId: null,
    expiresAt: null,
    reason: null,
    work: 'reserve',
    history: [{ ...placed, actor: `user:${given.userId}` }],
    eventVersion: 1,
    createdAt,
    updatedAt: createdAt,
  };
}

function accepted(order: Order): Order {
  if (order.state !== 'REJECTED') return order;
  const known = rejections[order.reason ?? ''];
  throw new RejectedError(known?.code ?? 'conflict', known?.detail ?? 'The order was rejected.');
}
