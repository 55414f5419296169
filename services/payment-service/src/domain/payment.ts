import type { DeclineReason, PaymentState } from '@ticketlab/contracts/http/payments';
import type { Money } from '@ticketlab/contracts/primitives';
import type { EventType } from '@ticketlab/contracts/events/all-events';

/** What is still to be asked of the provider. */
export type Work = 'capture' | 'refund';

export interface Payment {
  /** Also the id under which the provider knows the charge. */
  readonly id: string;
  readonly orderId: string;
  readonly userId: string;
  readonly amount: Money;
  readonly state: PaymentState;
  readonly declineReason: string | null;
  readonly refundReason: string | null;
  readonly cardLast4: string;
  /** False when the provider certainly has not got the charge. */
  readonly sent: boolean;
  readonly sentAt: Date;
  readonly work: Work | null;
  /** Events published about this payment so far. */
  readonly eventVersion: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type PaymentEventType = Extract<EventType, `ticketlab.payment.${string}`>;

/** A payment before and after, and what is told of it. */
export interface Step {
  readonly before: Payment;
  readonly after: Payment;
  readonly event: PaymentEventType | null;
}

type Changes = Partial<Pick<Payment, 'state' | 'declineReason' | 'refundReason' | 'work'>>;

function step(before: Payment, at: Date, changes: Changes, event: PaymentEventType | null): Step {
  const eventVersion = before.eventVersion + (event === null ? 0 : 1);
  return { before, event, after: { ...before, ...changes, eventVersion, updatedAt: at } };
}

export function capture(payment: Payment, at: Date): Step {
  assertState(payment, 'PROCESSING');
  return step(payment, at, { state: 'CAPTURED', work: null }, 'ticketlab.payment.captured.v1');
}

export function decline(payment: Payment, reason: DeclineReason, at: Date): Step {
  assertState(payment, 'PROCESSING');
  const changes = { state: 'DECLINED', declineReason: reason, work: null } as const;
  return step(payment, at, changes, 'ticketlab.payment.declined.v1');
}

export function startRefund(payment: Payment, reason: string, at: Date): Step {
  assertState(payment, 'CAPTURED');
  return step(payment, at, { state: 'REFUNDING', refundReason: reason, work: 'refund' }, null);
}

export function finishRefund(payment: Payment, at: Date): Step {
  assertState(payment, 'REFUNDING');
  return step(payment, at, { state: 'REFUNDED', work: null }, 'ticketlab.payment.refunded.v1');
}

/** Callers look at the state under the row's lock first. */
function assertState(payment: Payment, expected: PaymentState): void {
  if (payment.state !== expected) throw new Error(`payment ${payment.id} is ${payment.state}, not ${expected}`);
}
