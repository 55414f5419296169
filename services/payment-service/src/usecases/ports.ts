import type { cardSchema, PaymentState } from '@ticketlab/contracts/http/payments';
import type { internalOrderSchema } from '@ticketlab/contracts/internal/orders';
import type { Money } from '@ticketlab/contracts/primitives';
import type { z } from 'zod';
import type { Payment, Step } from '../domain/payment.ts';

export type Card = z.output<typeof cardSchema>;
export type KnownOrder = z.output<typeof internalOrderSchema>;

/** What the provider has in its books about a charge. */
export interface ProviderRecord {
  readonly id: string;
  readonly state: 'pending' | 'captured' | 'declined' | 'voided' | 'refunded';
  readonly declineCode: 'card-declined' | 'insufficient-funds' | 'expired-card' | null;
}

/** No answer came. Whether the provider did it is unknown. */
export class ProviderTimeoutError extends Error {
  override readonly name = 'ProviderTimeoutError';
}

/** The provider took nothing on: the connection was refused, or it answered that it is out of service. */
export class ProviderUnavailableError extends Error {
  override readonly name = 'ProviderUnavailableError';
}

/**
 * A payment provider. Everything is idempotent by the charge's id.
 * Each call may throw {@link ProviderTimeoutError} or {@link ProviderUnavailableError}.
 */
export interface PaymentProvider {
  /** Books a charge once; a repetition gets what has been booked. A charge that was voided before is refused as voided. */
  charge(charge: { id: string; amount: Money; card: Card }): Promise<ProviderRecord>;
  find(id: string): Promise<ProviderRecord | null>;
  /** Refuses a charge for good, also one that has not arrived yet. One that is booked stays as it is. */
  void(id: string): Promise<ProviderRecord>;
  /** Gives the money of a captured charge back, once. */
  refund(id: string): Promise<void>;
  /** What is in the books about these. */
  findAll(ids: readonly string[]): Promise<ProviderRecord[]>;
  /** Ids of charges booked before `until` whose money it holds, by id, after `after`. */
  held(after: string | null, until: Date, limit: number): Promise<string[]>;
}

export interface PaymentTx {
  /** The payment of the order that is not declined. */
  findLive(orderId: string): Promise<Payment | null>;
  /** False when the order has a payment that is not declined. Waits for one that is just being opened. */
  insert(payment: Payment, dueInMs: number): Promise<boolean>;
  lock(paymentId: string): Promise<Payment | null>;
  lockLive(orderId: string): Promise<Payment | null>;
  /** Writes a locked payment after its step, and announces it. Work is due in `dueInMs`. */
  save(step: Step, dueInMs: number): Promise<void>;
}

export interface PaymentFilter {
  userId?: string | undefined;
  orderId?: string | undefined;
  state?: PaymentState | undefined;
}

export interface PaymentStore {
  tx<T>(fn: (tx: PaymentTx) => Promise<T>): Promise<T>;
  find(paymentId: string): Promise<Payment | null>;
  /** Newest first, at most `limit`, only ids below `before`. */
  list(filter: PaymentFilter, page: { before: string | null; limit: number }): Promise<Payment[]>;
  ofOrders(orderIds: readonly string[]): Promise<Payment[]>;
  /** CAPTURED and REFUNDING, by id, after `after`. */
  captured(after: string | null, limit: number): Promise<Payment[]>;
  /** Any state, last changed before `until`, by id, after `after`. */
  settledBefore(until: Date, after: string | null, limit: number): Promise<Payment[]>;
  statesOf(paymentIds: readonly string[]): Promise<ReadonlyMap<string, PaymentState>>;
  /** Notes that the provider certainly has not got the charge. */
  markUnsent(paymentId: string): Promise<void>;
  /** Takes a charge that the provider has not got for another try; null when somebody else has, or it is decided. */
  claimUnsent(paymentId: string, cardLast4: string, dueInMs: number): Promise<Payment | null>;
  /** Hands out work that is due and postpones it: nobody else takes it up, and a failure waits longer each time. */
  claimWork(limit: number): Promise<Payment[]>;
}

/** Calls to order-service. No answer is an `UpstreamUnavailableError`. */
export interface OrderClient {
  find(orderId: string): Promise<KnownOrder | null>;
  /** False when the order is not one to refund. */
  refund(orderId: string, wish: { reason: string; actor: string }): Promise<boolean>;
}

export interface ErasureStore {
  /** Takes the person out of up to `limit` payments; false when there were none left. */
  anonymise(userId: string, limit: number): Promise<boolean>;
  /** Drops idempotency keys with their stored answers. */
  forget(userId: string): Promise<void>;
}

/** LAB: marks a place where a test may kill the process. Does nothing otherwise. */
export type Checkpoint = (name: CheckpointName) => void;

export const checkpointNames = [
  'payment-opened',
  'provider-answered',
  'payment-settled',
  'refund-opened',
  'provider-refunded',
  'payment-refunded',
] as const;
type CheckpointName = (typeof checkpointNames)[number];

/** What came of asking the provider, for the metrics. */
export type Outcome = 'captured' | 'declined' | 'refunded' | 'undecided' | 'provider-down';
