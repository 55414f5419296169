import type { PgClient } from '../postgres/pool.ts';

/** How old an unpublished event may become before the outbox counts as stuck. */
const patienceSeconds = 60;

export const unpublishedAndStuck = `SELECT count(*) AS pending,
    count(*) FILTER (WHERE created_at < now() - $1 * interval '1 second') AS stuck
  FROM outbox WHERE published_at IS NULL`;

/** The outbox's part of GET /internal/invariants: events not yet published, and those that have waited for too long. */
export async function readOutboxState(
  db: PgClient,
): Promise<{ outboxPending: number; stuck: { invariant: 'outbox-stuck'; count: number; examples: string[] } }> {
  const { rows } = await db.query<{ pending: number; stuck: number }>(unpublishedAndStuck, [patienceSeconds]);
  const { pending, stuck } = rows[0] ?? { pending: 0, stuck: 0 };
  return { outboxPending: pending, stuck: { invariant: 'outbox-stuck', count: stuck, examples: [] } };
}
