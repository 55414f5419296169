import type { OrderState } from '@ticketlab/contracts/http/orders';
import { readOutboxState } from '@ticketlab/service-kit/messaging/outbox-state';
import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import { erasedUserId } from '../domain/erased-user.ts';
import type { AuditStore } from '../usecases/reconcile.ts';

export const confirmedPage = `SELECT id, payment_id, quantity FROM orders
  WHERE state = 'CONFIRMED' AND id > $1 ORDER BY id LIMIT $2`;

export const statesOfOrders = 'SELECT id, state, payment_id FROM orders WHERE id = ANY($1::uuid[])';

export function createPgAuditStore(db: PgClient): AuditStore {
  return {
    async confirmedAfter(orderId, limit) {
      const { rows } = await db.query<{ id: string; payment_id: string | null; quantity: number }>(confirmedPage, [
        orderId ?? '00000000-0000-0000-0000-000000000000',
        limit,
      ]);
      return rows.map(({ id, payment_id, quantity }) => ({ id, paymentId: payment_id, quantity }));
    },

    async statesOf(orderIds) {
      const { rows } = await db.query<{ id: string; state: OrderState; payment_id: string | null }>(statesOfOrders, [
        orderIds,
      ]);
      return new Map(rows.map(({ id, state, payment_id }) => [id, { state, paymentId: payment_id }]));
    },

    async ownInvariants() {
      const { outboxPending, stuck } = await readOutboxState(db);
      return { outboxPending, violations: [stuck, await checkLimits(db)] };
    },
  };
}

/** What a customer's limit has counted is what the customer's holding orders ask for. */
async function checkLimits(db: PgClient) {
  const { rows } = await db.query<{ subject: string; total: number }>(
    `WITH held AS (
       SELECT user_id, event_id, sum(quantity)::int AS quantity FROM orders
       WHERE state IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED') AND user_id <> $1 GROUP BY user_id, event_id
     )
     SELECT user_id || ' at ' || event_id || ': ' || coalesce(counted.quantity, 0) || ' counted, '
       || coalesce(held.quantity, 0) || ' held' AS subject, count(*) OVER () AS total
     FROM held FULL JOIN customer_limits counted USING (user_id, event_id)
     WHERE coalesce(held.quantity, 0) <> coalesce(counted.quantity, 0)
     LIMIT 10`,
    [erasedUserId],
  );
  return {
    invariant: 'customer-limit-mismatch',
    count: rows[0]?.total ?? 0,
    examples: rows.map(({ subject }) => subject),
  };
}
