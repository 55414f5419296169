import { type EventType, type TicketlabEvent, eventDefinition } from '@ticketlab/contracts/events/all-events';
import type { PgClient } from '../postgres/pool.ts';

/** What it takes to count an event as passed. */
export type PassedEvent = Pick<TicketlabEvent, 'id' | 'type' | 'subject' | 'aggregateversion'>;

export type OrderedResult = 'applied' | 'parked' | 'old';

type Apply<Event> = (event: Event) => Promise<void>;

/**
 * Applies each aggregate's events of a topic once and in the order of their `aggregateversion`: an older one is ignored,
 * one that comes early is kept until the gap before it has filled and is then applied in the same transaction.
 * Replaces `onceInTx`; needs the tables of sql/ordering.sql.
 */
export function applyInOrder<Type extends EventType>(
  client: PgClient,
  consumer: string,
  event: TicketlabEvent<Type>,
  apply: Apply<TicketlabEvent<Type>>,
): Promise<OrderedResult> {
  return advance(client, placeOf(consumer, event), event.aggregateversion, event, apply as Apply<TicketlabEvent>);
}

/** Counts an event as passed without its effect, and applies what waited for it. For `onDiscarded` of a consumer. */
export function skipInOrder(
  client: PgClient,
  consumer: string,
  event: PassedEvent,
  apply: Apply<TicketlabEvent>,
): Promise<OrderedResult> {
  return advance(client, placeOf(consumer, event), event.aggregateversion, null, apply);
}

type Place = [consumer: string, topic: string, subject: string];

function placeOf(consumer: string, event: PassedEvent): Place {
  return [consumer, eventDefinition(event.type)?.topic ?? '', event.subject];
}

/** `event` is null where the version has no effect. */
async function advance(
  client: PgClient,
  place: Place,
  version: number,
  event: TicketlabEvent | null,
  apply: Apply<TicketlabEvent>,
): Promise<OrderedResult> {
  const last = await lockVersion(client, place);
  if (version <= last) return 'old';
  if (version > last + 1) {
    await client.query({
      name: 'inbox-park',
      text: `INSERT INTO inbox_parked (consumer, topic, subject, version, event) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING`,
      values: [...place, version, event === null ? null : JSON.stringify(event)],
    });
    return 'parked';
  }
  let reached = version;
  let next: { event: TicketlabEvent | null } | undefined = { event };
  while (next !== undefined) {
    if (next.event !== null) await apply(next.event);
    next = await unpark(client, place, reached + 1);
    if (next !== undefined) reached += 1;
  }
  await client.query({
    name: 'inbox-advance',
    text: `UPDATE inbox_versions SET version = $4, updated_at = now()
           WHERE consumer = $1 AND topic = $2 AND subject = $3`,
    values: [...place, reached],
  });
  return 'applied';
}

/** Holds the aggregate for this consumer until the transaction ends, so that no event slips in behind a parking one. */
async function lockVersion(client: PgClient, place: Place): Promise<number> {
  const lock = {
    name: 'inbox-lock-version',
    text: 'SELECT version FROM inbox_versions WHERE consumer = $1 AND topic = $2 AND subject = $3 FOR UPDATE',
    values: place,
  };
  const known = await client.query<{ version: number }>(lock);
  if (known.rows[0] !== undefined) return known.rows[0].version;
  await client.query({
    name: 'inbox-first-version',
    text: 'INSERT INTO inbox_versions (consumer, topic, subject, version) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING',
    values: place,
  });
  return (await client.query<{ version: number }>(lock)).rows[0]?.version ?? 0;
}

async function unpark(client: PgClient, place: Place, version: number) {
  const { rows } = await client.query<{ event: TicketlabEvent | null }>({
    name: 'inbox-unpark',
    text: `DELETE FROM inbox_parked WHERE consumer = $1 AND topic = $2 AND subject = $3 AND version = $4
           RETURNING event`,
    values: [...place, version],
  });
  return rows[0];
}
