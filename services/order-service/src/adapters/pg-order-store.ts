import type { PgClient, Postgres } from '@ticketlab/service-kit/postgres/pool';
import { firstIdAt } from '../domain/order-id.ts';
import type { Order } from '../domain/order.ts';
import type { Step } from '../domain/saga.ts';
import type { DueWork, OrderFilter, OrderStore, OrderTx } from '../usecases/ports.ts';
import { orderColumns, type OrderRow, toOrder } from './order-row.ts';
import { createOrderTx } from './pg-order-tx.ts';

/** What is told of steps once they are committed: metrics and the log. */
export type OnSteps = (steps: readonly Step[]) => void;

/** The longest pause between two tries of the same work. */
const maxBackoffMs = 30_000;

/** Orders in PostgreSQL. Work that fails is tried again after `retryMs`, then after twice that, and so on. */
export function createPgOrderStore(db: Postgres, options: { retryMs: number; onSteps: OnSteps }): OrderStore {
  const { retryMs, onSteps } = options;
  return {
    async tx<T>(fn: (tx: OrderTx) => Promise<T>): Promise<T> {
      let written: Step[] = [];
      const result = await db.tx((client) => {
        written = []; // the transaction may run again after a deadlock
        return fn(createOrderTx(client, written));
      });
      onSteps(written);
      return result;
    },
    find: (id) => findOrder(db, id),
    list: (filter, page) => listOrders(db, filter, page),
    async saveIfUnchanged(step) {
      const saved = await saveIfUnchanged(db, step);
      if (saved) onSteps([step]);
      return saved;
    },
    async handOver(orderId) {
      await db.query({
        name: 'order-hand-over',
        text: 'UPDATE orders SET work_due = now() WHERE id = $1 AND work IS NOT NULL',
        values: [orderId],
      });
    },
    claimWork: (limit) => claimWork(db, limit, retryMs),
    async finishWork(orderId, work) {
      await db.query({
        name: 'order-finish-work',
        text: 'UPDATE orders SET work = NULL, work_due = NULL, work_attempts = 0 WHERE id = $1 AND work = $2',
        values: [orderId, work],
      });
    },
  };
}

async function findOrder(db: PgClient, id: string): Promise<Order | null> {
  const { rows } = await db.query<OrderRow>({
    name: 'order-find',
    text: `SELECT ${orderColumns} FROM orders o WHERE o.id = $1`,
    values: [id],
  });
  return rows[0] === undefined ? null : toOrder(rows[0]);
}

async function saveIfUnchanged(db: PgClient, { before, after }: Step): Promise<boolean> {
  if (after.work !== null || after.eventVersion !== before.eventVersion)
    throw new Error('such a step needs a transaction');
  const { rowCount } = await db.query({
    name: 'order-save-if-unchanged',
    // every step adds to the history, so its length tells whether there has been one
    text: `UPDATE orders SET state = $2, expires_at = $3, reason = $4, history = $5, updated_at = $6,
             work = NULL, work_due = NULL, work_attempts = 0
           WHERE id = $1 AND state = $7 AND jsonb_array_length(history) = $8`,
    values: [
      after.id,
      after.state,
      after.expiresAt,
      after.reason,
      JSON.stringify(after.history),
      after.updatedAt,
      before.state,
      before.history.length,
    ],
  });
  return rowCount === 1;
}

async function listOrders(
  db: PgClient,
  filter: OrderFilter,
  page: { before: string | null; limit: number },
): Promise<Order[]> {
  const { text, values } = toListQuery(filter, page);
  const { rows } = await db.query<OrderRow>(text, values);
  return rows.map(toOrder);
}

/** The query of a list: newest first, which is the order of ids backwards. */
export function toListQuery(
  filter: OrderFilter,
  page: { before: string | null; limit: number },
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const where = (condition: string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  };
  where('o.user_id =', filter.userId);
  where('o.event_id =', filter.eventId);
  where('o.state =', filter.state);
  where('right(o.id::text, 8) =', filter.shortId);
  where('o.id >=', filter.from && firstIdAt(filter.from));
  where('o.id <', filter.to && firstIdAt(filter.to));
  where('o.id <', page.before);
  values.push(page.limit);
  const clause = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const text = `SELECT ${orderColumns} FROM orders o ${clause} ORDER BY o.id DESC LIMIT $${values.length}`;
  return { text, values };
}

export const claimDue = `WITH due AS MATERIALIZED (
    SELECT id FROM orders WHERE work IS NOT NULL AND work_due <= now() ORDER BY work_due LIMIT $1 FOR UPDATE SKIP LOCKED
  )
  UPDATE orders o SET work_attempts = o.work_attempts + 1,
    work_due = now() + least($2 * 2 ^ least(o.work_attempts, 20), $3) * interval '1 millisecond'
  FROM due WHERE o.id = due.id
  RETURNING ${orderColumns}, o.work_attempts`;

async function claimWork(db: PgClient, limit: number, retryMs: number): Promise<DueWork[]> {
  const { rows } = await db.query<OrderRow & { work_attempts: number }>({
    name: 'orders-claim-work',
    text: claimDue,
    values: [limit, retryMs, maxBackoffMs],
  });
  return rows.map((row) => ({ order: toOrder(row), attempts: row.work_attempts }));
}
