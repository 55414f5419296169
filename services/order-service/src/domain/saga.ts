import type { EventType } from '@ticketlab/contracts/events/all-events';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import type { Order, Transition, Work } from './order.ts';

/** The arrows of the purchase saga. An order that a payment reaches after its end goes on to be refunded. */
const arrows: Record<OrderState, readonly OrderState[]> = {
  PENDING: ['AWAITING_PAYMENT', 'REJECTED', 'CANCELLED', 'REFUNDING'],
  AWAITING_PAYMENT: ['CONFIRMED', 'CANCELLED', 'EXPIRED', 'REFUNDING'],
  CONFIRMED: ['REFUNDING'],
  REJECTED: ['REFUNDING'],
  CANCELLED: ['REFUNDING'],
  EXPIRED: ['REFUNDING'],
  REFUNDING: ['REFUNDED'],
  REFUNDED: [],
};

export type OrderEventType = Extract<EventType, `ticketlab.order.${string}`>;

const announcements: Record<OrderState, OrderEventType | null> = {
  PENDING: 'ticketlab.order.placed.v1',
  AWAITING_PAYMENT: null,
  CONFIRMED: 'ticketlab.order.confirmed.v1',
  REJECTED: 'ticketlab.order.rejected.v1',
  CANCELLED: 'ticketlab.order.cancelled.v1',
  EXPIRED: 'ticketlab.order.expired.v1',
  REFUNDING: 'ticketlab.order.refund-requested.v1',
  REFUNDED: 'ticketlab.order.refunded.v1',
};

/** States in which an order counts against its customer's limit and may hold places. */
const holdingStates = ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'] as const satisfies OrderState[];

export function holdsPlaces(state: OrderState): boolean {
  return (holdingStates as readonly OrderState[]).includes(state);
}

/** The event that tells of reaching a state, or null for a state that nobody else needs to hear of. */
export function announcementOf(state: OrderState): OrderEventType | null {
  return announcements[state];
}

export interface Change {
  readonly at: Date;
  readonly actor: string;
  readonly reason?: string | null;
  readonly expiresAt?: Date | null;
  readonly paymentId?: string;
  readonly work?: Work | null;
}

/** One order before and after; what has to be written and announced follows from the two. */
export interface Step {
  readonly before: Order;
  readonly after: Order;
}

/**
 * The step of an order to its next state.
 * @throws {Error} when the saga has no such arrow: callers look at the state under the row's lock first
 */
export function move(before: Order, to: OrderState, change: Change): Step {
  if (!arrows[before.state].includes(to)) throw new Error(`order ${before.id}: no way from ${before.state} to ${to}`);
  const announced = announcements[to] === null ? 0 : 1;
  return {
    before,
    after: {
      ...withHistory(before, to, change),
      state: to,
      reason: change.reason ?? null,
      expiresAt: change.expiresAt ?? null,
      paymentId: change.paymentId ?? before.paymentId,
      work: change.work === undefined ? workAfter(before, to) : change.work,
      eventVersion: before.eventVersion + announced,
    },
  };
}

/** Something worth remembering that leaves the state as it is. */
export function note(before: Order, change: Change): Step {
  return {
    before,
    after: {
      ...withHistory(before, before.state, change),
      paymentId: change.paymentId ?? before.paymentId,
      work: change.work === undefined ? before.work : change.work,
    },
  };
}

function withHistory(order: Order, to: OrderState, change: Change): Order {
  const entry: Transition = {
    from: order.state,
    to,
    at: change.at.toISOString(),
    reason: change.reason ?? null,
    actor: change.actor,
  };
  return { ...order, history: [...order.history, entry], updatedAt: change.at };
}

/** A place that may be held must be let go; a release that is already due survives the refund of a late payment. */
function workAfter(before: Order, to: OrderState): Work | null {
  if (to === 'CANCELLED' || to === 'EXPIRED') return 'release';
  return before.work === 'release' ? 'release' : null;
}

/** Captured, and not yet known whether the places are sold: neither time nor the customer may end it now. */
export function isBeingConfirmed(order: Order): boolean {
  return order.state === 'AWAITING_PAYMENT' && order.paymentId !== null;
}
