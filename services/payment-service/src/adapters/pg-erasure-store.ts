import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import { erasedLast4, erasedUserId } from '../domain/erased-user.ts';
import type { ErasureStore } from '../usecases/ports.ts';

export const anonymisePayments = `WITH theirs AS MATERIALIZED (
    SELECT id FROM payments WHERE user_id = $1 ORDER BY id LIMIT $4 FOR UPDATE
  )
  UPDATE payments p SET user_id = $2, card_last4 = $3 FROM theirs WHERE p.id = theirs.id`;

export const forgetKeys = 'DELETE FROM idempotency_keys WHERE user_id = $1';

export function createPgErasureStore(db: PgClient): ErasureStore {
  return {
    async anonymise(userId, limit) {
      const { rowCount } = await db.query(anonymisePayments, [userId, erasedUserId, erasedLast4, limit]);
      return rowCount !== 0;
    },

    async forget(userId) {
      await db.query(forgetKeys, [userId]);
    },
  };
}
