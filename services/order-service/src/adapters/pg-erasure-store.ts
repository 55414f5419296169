import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import { erasedUserId } from '../domain/erased-user.ts';
import type { ErasureStore } from '../usecases/ports.ts';

export const anonymiseOrders = `WITH theirs AS MATERIALIZED (
    SELECT id FROM orders WHERE user_id = $1::uuid ORDER BY id LIMIT $3 FOR UPDATE
  )
  UPDATE orders o SET user_id = $2::uuid, history = replace(o.history::text, $1::uuid::text, $2::uuid::text)::jsonb
  FROM theirs WHERE o.id = theirs.id`;

export const forgetKeys = 'DELETE FROM idempotency_keys WHERE user_id = $1';

export const forgetLimits = 'DELETE FROM customer_limits WHERE user_id = $1';

export function createPgErasureStore(db: PgClient): ErasureStore {
  return {
    async anonymise(userId, limit) {
      const { rowCount } = await db.query(anonymiseOrders, [userId, erasedUserId, limit]);
      return rowCount !== 0;
    },

    async forget(userId) {
      await db.query(forgetKeys, [userId]);
      await db.query(forgetLimits, [userId]);
    },
  };
}
