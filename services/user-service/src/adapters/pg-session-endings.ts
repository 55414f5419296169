import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { SessionEndings } from '../usecases/ports.ts';

export function createPgSessionEndings(db: Postgres): SessionEndings {
  return {
    async pending(userId) {
      const { rows } = await db.query<{
        id: number;
        user_id: string;
        kept_session_id: string | null;
        requested_at: Date;
      }>({
        name: 'session-endings-pending',
        text: `SELECT id, user_id, kept_session_id, requested_at FROM session_endings
               WHERE $1::uuid IS NULL OR user_id = $1 ORDER BY id LIMIT 100`,
        values: [userId],
      });
      return rows.map((row) => ({
        id: row.id,
        userId: row.user_id,
        keep: row.kept_session_id,
        requestedAt: row.requested_at,
      }));
    },
    async done(id) {
      await db.query('DELETE FROM session_endings WHERE id = $1', [id]);
    },
  };
}
