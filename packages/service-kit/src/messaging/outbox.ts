import type { PgClient } from '../postgres/pool.ts';
import { type NewEvent, toStoredEvent } from './events.ts';

export type { NewEvent } from './events.ts';

export const outboxChannel = 'outbox';

/**
 * Adds events to the business transaction of `client` and wakes the relay when it commits.
 * Lock the aggregate's row before, so that its events get their numbers in the order of its changes.
 */
export async function addToOutbox(client: PgClient, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(toStoredEvent);
  await client.query({
    name: 'outbox-add',
    text: `WITH added AS (
             INSERT INTO outbox (topic, subject, aggregate_version, event)
             SELECT topic, subject, version, event
             FROM unnest($1::text[], $2::text[], $3::bigint[], $4::json[])
                  WITH ORDINALITY AS new (topic, subject, version, event, position)
             ORDER BY position
           )
           SELECT pg_notify('${outboxChannel}', '')`,
    values: [
      rows.map(({ topic }) => topic),
      rows.map(({ subject }) => subject),
      rows.map(({ aggregateVersion }) => aggregateVersion),
      rows.map(({ event }) => JSON.stringify(event)),
    ],
  });
}
