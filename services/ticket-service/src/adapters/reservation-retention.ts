import type { PgClient } from '@ticketlab/service-kit/postgres/pool';

export const deleteReleasedBefore = `DELETE FROM reservations WHERE order_id IN (
  SELECT order_id FROM reservations WHERE status = 'released' AND ended_at < now() - $1 * interval '1 day'
  ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

/**
 * Deletes reservations released more than `days` ago, tombstones too: no reserve is on its way that long. Resolves to the
 * number deleted, at most `limit`.
 */
export async function deleteReleased(db: PgClient, days: number, limit: number): Promise<number> {
  const { rowCount } = await db.query(deleteReleasedBefore, [days, limit]);
  return rowCount ?? 0;
}
