import type { PgClient } from '../postgres/pool.ts';

/**
 * True the first time this consumer sees the event. Call it in the transaction of the effect: both are committed, or
 * neither, so that a redelivered event changes nothing.
 */
export async function onceInTx(client: PgClient, consumer: string, eventId: string): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'inbox-once',
    text: 'INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    values: [consumer, eventId],
  });
  return rowCount === 1;
}
