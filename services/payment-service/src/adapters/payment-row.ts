import type { PaymentState } from '@ticketlab/contracts/http/payments';
import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';
import type { Payment, PaymentEventType, Work } from '../domain/payment.ts';

export interface PaymentRow {
  id: string;
  order_id: string;
  user_id: string;
  amount: number;
  currency: string;
  state: PaymentState;
  decline_reason: string | null;
  refund_reason: string | null;
  card_last4: string;
  sent: boolean;
  sent_at: Date;
  work: Work | null;
  event_version: number;
  created_at: Date;
  updated_at: Date;
}

/** The columns of {@link PaymentRow}, of the table aliased `p`. */
export const paymentColumns = `p.id, p.order_id, p.user_id, p.amount, p.currency, p.state, p.decline_reason,
  p.refund_reason, p.card_last4, p.sent, p.sent_at, p.work, p.event_version, p.created_at, p.updated_at`;

export const selectPayments = `SELECT ${paymentColumns} FROM payments p`;

export function toPayment(row: PaymentRow): Payment {
  return {
    id: row.id,
    orderId: row.order_id,
    userId: row.user_id,
    amount: { amount: row.amount, currency: row.currency },
    state: row.state,
    declineReason: row.decline_reason,
    refundReason: row.refund_reason,
    cardLast4: row.card_last4,
    sent: row.sent,
    sentAt: row.sent_at,
    work: row.work,
    eventVersion: row.event_version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toPaymentEvent(type: PaymentEventType, payment: Payment): NewEvent {
  const { id, orderId, userId, amount, state, declineReason, refundReason } = payment;
  const reason = state === 'DECLINED' ? declineReason : refundReason;
  const data = { paymentId: id, orderId, userId, amount, reason };
  return { type, subject: id, aggregateVersion: payment.eventVersion, data };
}
