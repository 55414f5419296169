import type { PaymentState } from '@ticketlab/contracts/http/payments';
import type { PgClient, Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { Payment } from '../domain/payment.ts';
import type { PaymentFilter, PaymentStore } from '../usecases/ports.ts';
import { paymentColumns, type PaymentRow, selectPayments, toPayment } from './payment-row.ts';
import { createPaymentTx } from './pg-payment-tx.ts';

/** The longest pause between two questions about the same payment. */
const maxBackoffMs = 30_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Payments in PostgreSQL. Work that fails is tried again after `retryMs`, then after twice that, and so on. */
export function createPgPaymentStore(db: Postgres, { retryMs }: { retryMs: number }): PaymentStore {
  async function select(text: string, values: unknown[]): Promise<Payment[]> {
    const { rows } = await db.query<PaymentRow>(text, values);
    return rows.map(toPayment);
  }

  return {
    tx: (fn) => db.tx((client) => fn(createPaymentTx(client))),
    find: (id) => findPayment(db, id),
    list: (filter, page) => {
      const { text, values } = toListQuery(filter, page);
      return select(text, values);
    },
    ofOrders: (orderIds) => select(paymentsOfOrders, [orderIds]),
    captured: (after, limit) => select(capturedPage, [after ?? beforeAll, limit]),
    settledBefore: (until, after, limit) => select(settledPage, [after ?? beforeAll, until, limit]),
    async statesOf(ids) {
      const { rows } = await db.query<{ id: string; state: PaymentState }>(statesOfPayments, [ids]);
      return new Map(rows.map(({ id, state }) => [id, state]));
    },
    async markUnsent(id) {
      await db.query("UPDATE payments SET sent = false WHERE id = $1 AND state = 'PROCESSING'", [id]);
    },
    claimUnsent: (id, cardLast4, dueInMs) => claimUnsent(db, id, cardLast4, dueInMs),
    claimWork: (limit) => claimWork(db, limit, retryMs),
  };
}

export const paymentsOfOrders = `${selectPayments} WHERE p.order_id = ANY($1::uuid[])`;

export const capturedPage = `${selectPayments}
  WHERE p.state IN ('CAPTURED', 'REFUNDING') AND p.id > $1 ORDER BY p.id LIMIT $2`;

export const settledPage = `${selectPayments} WHERE p.id > $1 AND p.updated_at < $2 ORDER BY p.id LIMIT $3`;

export const statesOfPayments = 'SELECT id, state FROM payments WHERE id = ANY($1::uuid[])';

export const claimDue = `WITH due AS MATERIALIZED (
    SELECT id FROM payments WHERE work IS NOT NULL AND work_due <= now() ORDER BY work_due LIMIT $1 FOR UPDATE SKIP LOCKED
  )
  UPDATE payments p SET work_attempts = p.work_attempts + 1,
    work_due = now() + least($2 * 2 ^ least(p.work_attempts, 20), $3) * interval '1 millisecond'
  FROM due WHERE p.id = due.id
  RETURNING ${paymentColumns}`;

/** Newest first, which is the order of ids backwards. */
export function toListQuery(
  filter: PaymentFilter,
  page: { before: string | null; limit: number },
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const where = (condition: string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  };
  where('p.user_id =', filter.userId);
  where('p.order_id =', filter.orderId);
  where('p.state =', filter.state);
  where('p.id <', page.before);
  values.push(page.limit);
  const filterClause = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return { text: `${selectPayments} ${filterClause} ORDER BY p.id DESC LIMIT $${values.length}`, values };
}

async function findPayment(db: PgClient, id: string): Promise<Payment | null> {
  const { rows } = await db.query<PaymentRow>({
    name: 'payment-find',
    text: `SELECT ${paymentColumns} FROM payments p WHERE p.id = $1`,
    values: [id],
  });
  return rows[0] === undefined ? null : toPayment(rows[0]);
}

async function claimUnsent(db: PgClient, id: string, cardLast4: string, dueInMs: number): Promise<Payment | null> {
  const { rows } = await db.query<PaymentRow>(
    `UPDATE payments p SET sent = true, sent_at = now(), card_last4 = $2, work_attempts = 0,
       work_due = now() + $3 * interval '1 millisecond'
     WHERE p.id = $1 AND p.state = 'PROCESSING' AND NOT p.sent
     RETURNING ${paymentColumns}`,
    [id, cardLast4, dueInMs],
  );
  return rows[0] === undefined ? null : toPayment(rows[0]);
}

async function claimWork(db: PgClient, limit: number, retryMs: number): Promise<Payment[]> {
  const { rows } = await db.query<PaymentRow>({
    name: 'payments-claim-work',
    text: claimDue,
    values: [limit, retryMs, maxBackoffMs],
  });
  return rows.map(toPayment);
}
