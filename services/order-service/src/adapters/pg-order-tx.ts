import { addToOutbox } from '@ticketlab/service-kit/messaging/outbox';
import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import type { EventSale } from '../domain/event-sale.ts';
import { type Order, quantityOf } from '../domain/order.ts';
import { announcementOf, holdsPlaces, type Step } from '../domain/saga.ts';
import type { OrderTx } from '../usecases/ports.ts';
import { type EventRow, eventColumns, toSale } from './event-row.ts';
import { orderColumns, type OrderRow, toOrder, toOrderEvent } from './order-row.ts';

/** The statements of one transaction on `client`. Steps that it writes are added to `written`. */
export function createOrderTx(client: PgClient, written: Step[]): OrderTx {
  async function select(name: string, text: string, values: unknown[]): Promise<Order[]> {
    const { rows } = await client.query<OrderRow>({ name, text, values });
    return rows.map(toOrder);
  }

  return {
    shareEvent: (eventId) => shareEvent(client, eventId),
    takeFromLimit: (userId, eventId, quantity, limit) => takeFromLimit(client, { userId, eventId, quantity, limit }),
    async insert(order, dueInMs) {
      await insertOrder(client, order, dueInMs);
      await announce(client, [order]);
      written.push({ before: order, after: order });
    },
    lock: async (id) => (await select('order-lock', orderById, [id]))[0] ?? null,
    lockExpired: (limit) => select('orders-lock-expired', expiredOrders, [limit]),
    lockHolding: (eventId, limit) => select('orders-lock-holding', holdingOrders, [eventId, limit]),
    lockUnpaid: (userId, limit) => select('orders-lock-unpaid', unpaidOrders, [userId, limit]),
    async save(steps, dueInMs) {
      if (steps.length === 0) return;
      await updateOrders(client, steps, dueInMs);
      await giveBack(client, steps);
      const announced = steps.filter(({ before, after }) => after.eventVersion > before.eventVersion);
      await announce(
        client,
        announced.map(({ after }) => after),
      );
      written.push(...steps);
    },
  };
}

const orderById = `SELECT ${orderColumns} FROM orders o WHERE o.id = $1 FOR UPDATE`;

export const expiredOrders = `SELECT ${orderColumns} FROM orders o
  WHERE o.state = 'AWAITING_PAYMENT' AND o.payment_id IS NULL AND o.expires_at <= now()
  ORDER BY o.expires_at LIMIT $1 FOR UPDATE SKIP LOCKED`;

export const holdingOrders = `SELECT ${orderColumns} FROM orders o
  WHERE o.event_id = $1 AND o.state IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED')
  ORDER BY o.id LIMIT $2 FOR UPDATE SKIP LOCKED`;

export const unpaidOrders = `SELECT ${orderColumns} FROM orders o
  WHERE o.user_id = $1 AND o.state IN ('PENDING', 'AWAITING_PAYMENT') AND o.payment_id IS NULL
  ORDER BY o.id LIMIT $2 FOR UPDATE`;

async function shareEvent(client: PgClient, eventId: string): Promise<EventSale | null> {
  const { rows } = await client.query<EventRow>({
    name: 'event-share',
    text: `SELECT ${eventColumns} FROM events WHERE id = $1 FOR SHARE`,
    values: [eventId],
  });
  return rows[0] === undefined ? null : toSale(rows[0]);
}

async function takeFromLimit(
  client: PgClient,
  { userId, eventId, quantity, limit }: { userId: string; eventId: string; quantity: number; limit: number },
): Promise<boolean> {
  if (quantity > limit) return false;
  const { rowCount } = await client.query({
    name: 'limit-take',
    text: `INSERT INTO customer_limits AS held (user_id, event_id, quantity) VALUES ($1, $2, $3)
           ON CONFLICT (user_id, event_id) DO UPDATE SET quantity = held.quantity + excluded.quantity
           WHERE held.quantity + excluded.quantity <= $4`,
    values: [userId, eventId, quantity, limit],
  });
  return rowCount === 1;
}

async function insertOrder(client: PgClient, order: Order, dueInMs: number): Promise<void> {
  await client.query({
    name: 'order-insert',
    text: `INSERT INTO orders (id, user_id, event_id, event_title, state, items, quantity, total_amount, currency,
             history, event_version, work, work_due, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now() + $13 * interval '1 millisecond', $14, $15)`,
    values: [
      order.id,
      order.userId,
      order.eventId,
      order.eventTitle,
      order.state,
      JSON.stringify(order.items),
      quantityOf(order),
      order.total.amount,
      order.total.currency,
      JSON.stringify(order.history),
      order.eventVersion,
      order.work,
      dueInMs,
      order.createdAt,
      order.updatedAt,
    ],
  });
}

async function updateOrders(client: PgClient, steps: readonly Step[], dueInMs: number): Promise<void> {
  const orders = steps.map(({ after }) => after);
  await client.query({
    name: 'orders-save',
    text: `UPDATE orders o SET state = n.state, payment_id = n.payment_id, expires_at = n.expires_at, reason = n.reason,
             history = n.history, event_version = n.event_version, updated_at = n.updated_at, work = n.work,
             work_attempts = CASE WHEN n.work = o.work THEN o.work_attempts ELSE 0 END,
             work_due = CASE WHEN n.work = o.work THEN o.work_due
                             WHEN n.work IS NOT NULL THEN now() + $10 * interval '1 millisecond' END
           FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::text[], $6::jsonb[], $7::int[],
                       $8::timestamptz[], $9::text[])
             AS n (id, state, payment_id, expires_at, reason, history, event_version, updated_at, work)
           WHERE o.id = n.id`,
    values: [
      orders.map(({ id }) => id),
      orders.map(({ state }) => state),
      orders.map(({ paymentId }) => paymentId),
      orders.map(({ expiresAt }) => expiresAt?.toISOString() ?? null),
      orders.map(({ reason }) => reason),
      orders.map(({ history }) => JSON.stringify(history)),
      orders.map(({ eventVersion }) => eventVersion),
      orders.map(({ updatedAt }) => updatedAt.toISOString()),
      orders.map(({ work }) => work),
      dueInMs,
    ],
  });
}

async function giveBack(client: PgClient, steps: readonly Step[]): Promise<void> {
  const returned = steps.filter(({ before, after }) => holdsPlaces(before.state) && !holdsPlaces(after.state));
  if (returned.length === 0) return;
  await client.query({
    name: 'limits-give-back',
    // locked in one order, so that two batches with the same customers cannot deadlock
    text: `WITH returned AS (
             SELECT user_id, event_id, sum(quantity)::int AS quantity
             FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS r (user_id, event_id, quantity) GROUP BY user_id, event_id
           ), locked AS MATERIALIZED (
             SELECT user_id, event_id, r.quantity FROM customer_limits held JOIN returned r USING (user_id, event_id)
             ORDER BY user_id, event_id FOR UPDATE OF held
           )
           UPDATE customer_limits held SET quantity = held.quantity - locked.quantity
           FROM locked WHERE held.user_id = locked.user_id AND held.event_id = locked.event_id`,
    values: [
      returned.map(({ before }) => before.userId),
      returned.map(({ before }) => before.eventId),
      returned.map(({ before }) => quantityOf(before)),
    ],
  });
}

async function announce(client: PgClient, orders: readonly Order[]): Promise<void> {
  const events = orders.flatMap((order) => {
    const type = announcementOf(order.state);
    return type === null ? [] : [toOrderEvent(type, order)];
  });
  await addToOutbox(client, events);
}
