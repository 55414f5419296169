import type { Reservation } from '@ticketlab/contracts/internal/tickets';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import type { PaymentState } from '@ticketlab/contracts/http/payments';
import type { EventSale } from '../domain/event-sale.ts';
import type { Order, Work } from '../domain/order.ts';
import type { Step } from '../domain/saga.ts';

/** What one transaction can do. Locks are held until it ends. */
export interface OrderTx {
  /** Locks the event's row FOR SHARE: its cancellation waits, other orders do not. */
  shareEvent(eventId: string): Promise<EventSale | null>;
  /** Adds to what the customer holds of the event, unless that exceeds `limit`. Locks the customer's row. */
  takeFromLimit(userId: string, eventId: string, quantity: number, limit: number): Promise<boolean>;
  /** Stores a new order, and its work for the sweeper, due in `dueInMs`; announces it. */
  insert(order: Order, dueInMs: number): Promise<void>;
  lock(orderId: string): Promise<Order | null>;
  /** Orders that time has run out for, locked; those that somebody else has locked are left to them. */
  lockExpired(limit: number): Promise<Order[]>;
  /** Orders of the event that still hold places, locked; those that somebody else has locked are left to them. */
  lockHolding(eventId: string, limit: number): Promise<Order[]>;
  /** The user's orders that hold places and have no payment, locked. */
  lockUnpaid(userId: string, limit: number): Promise<Order[]>;
  /**
   * Writes locked orders after their steps: state, history, announcements, and what goes back to the customers' limits.
   * New work is due in `dueInMs`: by then whoever wrote it has either done it or failed.
   */
  save(steps: readonly Step[], dueInMs: number): Promise<void>;
}

export interface DueWork {
  readonly order: Order;
  readonly attempts: number;
}

export interface OrderFilter {
  userId?: string | undefined;
  eventId?: string | undefined;
  state?: OrderState | undefined;
  /** The last eight characters of the id. */
  shortId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

export interface OrderStore {
  tx<T>(fn: (tx: OrderTx) => Promise<T>): Promise<T>;
  find(orderId: string): Promise<Order | null>;
  /** Newest first, at most `limit`, only ids below `before`. */
  list(filter: OrderFilter, page: { before: string | null; limit: number }): Promise<Order[]>;
  /** Writes a step that nobody needs to hear of, in one statement; false when the order is not any more as it was before. */
  saveIfUnchanged(step: Step): Promise<boolean>;
  /** Hands out work that is due and postpones it, so that nobody else takes it up and a failure waits longer each time. */
  claimWork(limit: number): Promise<DueWork[]>;
  /** Leaves the order's work to the sweeper now, because nobody else is at it any more. */
  handOver(orderId: string): Promise<void>;
  /** Forgets work that is done, unless the order has got other work since. */
  finishWork(orderId: string, work: Work): Promise<void>;
}

/** What ticket-service says: the reservation as it is, or why there is none. */
export type Refusal = 'sold-out' | 'seat-taken' | 'event-not-on-sale' | 'reservation-released' | 'not-found';
export type ReservationAnswer = { ok: true; reservation: Reservation } | { ok: false; refusal: Refusal };

/** Calls to ticket-service, idempotent by order id. No answer is an `UpstreamUnavailableError`. */
export interface TicketClient {
  reserve(order: Order, expiresAt: Date, signal?: AbortSignal): Promise<ReservationAnswer>;
  commit(orderId: string): Promise<ReservationAnswer>;
  release(orderId: string, reason: string): Promise<void>;
  /** Tickets per order that are valid or used. */
  countTickets(orderIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

interface KnownPayment {
  readonly id: string;
  readonly orderId: string;
  readonly state: PaymentState;
}

/** Questions to payment-service that the reconciler asks. */
export interface PaymentClient {
  ofOrders(orderIds: readonly string[]): Promise<readonly KnownPayment[]>;
  /** Payments that hold a customer's money, by id, after `after`. */
  captured(after: string | null, limit: number): Promise<readonly KnownPayment[]>;
}

/** LAB: marks a place in the saga where a test may kill the process. Does nothing otherwise. */
export type Checkpoint = (name: CheckpointName) => void;

export const checkpointNames = [
  'order-placed',
  'reserved',
  'awaiting-payment',
  'capture-noted',
  'committed',
  'confirmed',
  'ended',
  'released',
  'refund-requested',
  'refunded',
] as const;
type CheckpointName = (typeof checkpointNames)[number];

/** What is kept of events, from event-service's topic. */
export interface EventStore {
  /** Takes the event as it is at `version`; what is older, or comes after its cancellation, changes nothing. */
  put(event: EventSale, version: number): Promise<void>;
  /** From its commit on no order of the event is confirmed; the open ones are still to be ended. */
  cancel(event: { id: string; title: string; version: number }): Promise<void>;
  /** Cancelled events with orders that may still hold places. */
  closing(): Promise<string[]>;
  /** True once no order of the event holds places any more. */
  finishClosing(eventId: string): Promise<boolean>;
}

/** What is kept of people beside their orders' business. */
export interface ErasureStore {
  /** Takes the person out of up to `limit` orders; false when there were none left. */
  anonymise(userId: string, limit: number): Promise<boolean>;
  /** Drops idempotency keys with their stored answers, and limits. */
  forget(userId: string): Promise<void>;
}
