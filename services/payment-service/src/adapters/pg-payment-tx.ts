import { addToOutbox } from '@ticketlab/service-kit/messaging/outbox';
import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import type { Payment } from '../domain/payment.ts';
import type { PaymentTx } from '../usecases/ports.ts';
import { type PaymentRow, selectPayments, toPayment, toPaymentEvent } from './payment-row.ts';

export const liveOfOrder = `${selectPayments} WHERE p.order_id = $1 AND p.state <> 'DECLINED'`;

/** The statements of one transaction on `client`. */
export function createPaymentTx(client: PgClient): PaymentTx {
  async function selectOne(name: string, text: string, value: string): Promise<Payment | null> {
    const { rows } = await client.query<PaymentRow>({ name, text, values: [value] });
    return rows[0] === undefined ? null : toPayment(rows[0]);
  }

  return {
    findLive: (orderId) => selectOne('payment-find-live', liveOfOrder, orderId),
    insert: (payment, dueInMs) => insertPayment(client, payment, dueInMs),
    lock: (id) => selectOne('payment-lock', `${selectPayments} WHERE p.id = $1 FOR UPDATE`, id),
    lockLive: (orderId) => selectOne('payment-lock-live', `${liveOfOrder} FOR UPDATE`, orderId),
    async save({ after, event }, dueInMs) {
      await updatePayment(client, after, dueInMs);
      if (event !== null) await addToOutbox(client, [toPaymentEvent(event, after)]);
    },
  };
}

async function insertPayment(client: PgClient, payment: Payment, dueInMs: number): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'payment-insert',
    text: `INSERT INTO payments (id, order_id, user_id, amount, currency, state, card_last4, sent, sent_at, work,
             work_due, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + $11 * interval '1 millisecond', $12, $12)
           ON CONFLICT (order_id) WHERE state <> 'DECLINED' DO NOTHING`,
    values: [
      payment.id,
      payment.orderId,
      payment.userId,
      payment.amount.amount,
      payment.amount.currency,
      payment.state,
      payment.cardLast4,
      payment.sent,
      payment.sentAt,
      payment.work,
      dueInMs,
      payment.createdAt,
    ],
  });
  return rowCount === 1;
}

async function updatePayment(client: PgClient, payment: Payment, dueInMs: number): Promise<void> {
  await client.query({
    name: 'payment-save',
    text: `UPDATE payments SET state = $2, decline_reason = $3, refund_reason = $4, event_version = $5, updated_at = $6,
             work = $7, work_attempts = 0,
             work_due = CASE WHEN $7::text IS NOT NULL THEN now() + $8 * interval '1 millisecond' END
           WHERE id = $1`,
    values: [
      payment.id,
      payment.state,
      payment.declineReason,
      payment.refundReason,
      payment.eventVersion,
      payment.updatedAt,
      payment.work,
      dueInMs,
    ],
  });
}
