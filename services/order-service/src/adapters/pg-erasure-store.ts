import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import { erasedUserId } from '../domain/erased-user.ts';
import type { ErasureStore } from '../usecases/ports.ts';

export function createPgErasureStore(db: PgClient): ErasureStore {
  return {
    async anonymise(userId, limit) {
      const { rowCount } = await db.query(
        `WITH theirs AS MATERIALIZED (
           SELECT id FROM orders WHERE user_id = $1::uuid ORDER BY id LIMIT $3 FOR UPDATE
         )
         UPDATE orders o SET user_id = $2::uuid,
           history = replace(o.history::text, $1::uuid::text, $2::uuid::text)::jsonb
         FROM theirs WHERE o.id = theirs.id`,
        [userId, erasedUserId, limit],
      );
      return rowCount !== 0;
    },

    async forget(userId) {
      await db.query('DELETE FROM idempotency_keys WHERE user_id = $1', [userId]);
      await db.query('DELETE FROM customer_limits WHERE user_id = $1', [userId]);
    },
  };
}
