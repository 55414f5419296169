import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { SessionEndings } from '../usecases/ports.ts';

const columns = 'id, user_id, kept_session_id, requested_at';

export const endingsOfAll = `SELECT ${columns} FROM session_endings ORDER BY id LIMIT 100`;

export const endingsOfUser = `SELECT ${columns} FROM session_endings WHERE user_id = $1 ORDER BY id LIMIT 100`;

interface EndingRow {
  id: number;
  user_id: string;
  kept_session_id: string | null;
  requested_at: Date;
}

export function createPgSessionEndings(db: Postgres): SessionEndings {
  return {
    async pending(userId) {
      const { rows } = await db.query<EndingRow>(
        userId === null
          ? { name: 'session-endings', text: endingsOfAll }
          : { name: 'session-endings-of-user', text: endingsOfUser, values: [userId] },
      );
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
