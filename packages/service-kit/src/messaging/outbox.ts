import { onCommit, type PgClient } from '../postgres/pool.ts';
import { type NewEvent, toStoredEvent } from './events.ts';

export type { NewEvent } from './events.ts';

export const outboxChannel = 'outbox';

/**
 * Adds events to the business transaction of `client`, one that `tx` runs, and wakes the relay when it has committed.
 * Lock the aggregate's row before, so that its events get their numbers in the order of its changes.
 */
export async function addToOutbox(client: PgClient, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(toStoredEvent);
  await client.query({
    name: 'outbox-add',
    text: `INSERT INTO outbox (topic, subject, aggregate_version, event)
           SELECT topic, subject, version, event
           FROM unnest($1::text[], $2::text[], $3::bigint[], $4::json[])
                WITH ORDINALITY AS new (topic, subject, version, event, position)
           ORDER BY position`,
    values: [
      rows.map(({ topic }) => topic),
      rows.map(({ subject }) => subject),
      rows.map(({ aggregateVersion }) => aggregateVersion),
      rows.map(({ event }) => JSON.stringify(event)),
    ],
  });
  onCommit(client, wakeRelay);
}

const waking = new WeakMap<PgClient, { again: boolean }>();

// Not in the business transaction: from NOTIFY to the end of its flush a commit holds a lock that all of the server's
// databases share, which cut 3,800 commits a second to 1,200. Here one notification serves all commits that it overtakes;
// one that is lost costs a poll's wait.
function wakeRelay(db: PgClient): void {
  const running = waking.get(db);
  if (running !== undefined) {
    running.again = true;
    return;
  }
  const wake = { again: false };
  waking.set(db, wake);
  void db
    .query(`NOTIFY ${outboxChannel}`)
    .catch(() => undefined)
    .finally(() => {
      waking.delete(db);
      if (wake.again) wakeRelay(db);
    });
}
