import { join } from 'node:path';
import { migrate } from '@ticketlab/service-kit/postgres/migrate';
import pg from 'pg';
import { withDatabase } from '../lab/runtimes/local/external-stores.ts';
import { startTemporaryPostgres } from './temporary-postgres.ts';

const batchSize = 200; // of a relay

/** The URLs of three migrated databases on one server, as in the lab. */
export interface PurchaseDatabases {
  readonly orders: string;
  readonly payments: string;
  readonly tickets: string;
  close(): Promise<void>;
}

/** Their outboxes are read and marked as the relays do, whose messages go nowhere. */
export async function createPurchaseDatabases(): Promise<PurchaseDatabases> {
  const postgres = await startTemporaryPostgres('order-service');
  const payments = await addDatabase(postgres.url, 'payment');
  const tickets = await addDatabase(postgres.url, 'ticket');
  const relays = await Promise.all([postgres.url, payments, tickets].map(startRelay));
  return {
    orders: postgres.url,
    payments,
    tickets,
    async close() {
      await Promise.all(relays.map((relay) => relay.close()));
      await postgres.close();
    },
  };
}

async function addDatabase(server: string, name: string): Promise<string> {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(`CREATE DATABASE ${name}_db`);
  await client.end();
  const url = withDatabase(server, `${name}_db`);
  await migrate(url, join(import.meta.dirname, `../services/${name}-service/migrations`));
  return url;
}

async function startRelay(url: string): Promise<{ close(): Promise<void> }> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('LISTEN outbox');
  const state = { closing: false, notices: 0, wake: (): void => undefined };
  client.on('notification', () => {
    state.notices += 1;
    state.wake();
  });

  async function publish(): Promise<void> {
    while (!state.closing) {
      const seen = state.notices;
      const { rows } = await client.query<{ id: string }>({
        name: 'outbox-next',
        text: 'SELECT id, topic, subject, event FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT $1',
        values: [batchSize],
      });
      await client.query({
        name: 'outbox-mark',
        text: 'UPDATE outbox SET published_at = now() WHERE id = ANY($1)',
        values: [rows.map(({ id }) => id)],
      });
      if (state.notices !== seen || rows.length === batchSize) continue;
      await new Promise<void>((resolve) => (state.wake = resolve));
    }
  }
  const running = publish();
  return {
    async close() {
      state.closing = true;
      state.wake();
      await running;
      await client.end();
    },
  };
}
