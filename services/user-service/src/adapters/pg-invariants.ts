import { readOutboxState } from '@ticketlab/service-kit/messaging/outbox-state';
import type { Postgres } from '@ticketlab/service-kit/postgres/pool';

export interface Invariants {
  outboxPending: number;
  violations: { invariant: string; count: number; examples: string[] }[];
}

const invariants = {
  'erased-accounts-have-no-reset-links': `SELECT user_id AS id FROM reset_links JOIN users ON users.id = user_id
     WHERE erased_at IS NOT NULL`,
  'sessions-of-changed-accounts-end': `SELECT user_id AS id FROM session_endings
     WHERE requested_at < now() - interval '1 minute'`,
};

/** What must hold in this service's database, and how many rows break it. */
export async function checkInvariants(db: Postgres): Promise<Invariants> {
  const { outboxPending, stuck } = await readOutboxState(db);
  const violations = await Promise.all(
    Object.entries(invariants).map(async ([invariant, broken]) => {
      const found = await db.query<{ count: number; examples: string[] }>(
        `SELECT count(*) AS count, coalesce((array_agg(id::text))[1:10], '{}') AS examples FROM (${broken}) broken`,
      );
      return { invariant, count: found.rows[0]?.count ?? 0, examples: found.rows[0]?.examples ?? [] };
    }),
  );
  return { outboxPending, violations: [stuck, ...violations] };
}
