import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { explain } from '@ticketlab/testing/explain';
import { differencesOfSharedTables } from '@ticketlab/testing/shared-tables';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import { nextUnpublished, unpublishedFigures } from '../../src/messaging/outbox-relay.ts';
import { unpublishedAndStuck } from '../../src/messaging/outbox-state.ts';
import { createPostgres, type Postgres } from '../../src/postgres/pool.ts';
import { deleteBatch, sweepExpired } from '../../src/postgres/retention.ts';
import { createDataKit } from '../data-kit.ts';

const services = new URL('../../../../services/', import.meta.url);

let database: TestDatabase;
let db: Postgres;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createPostgres(createDataKit(), database.url);
  for (const name of ['messaging', 'idempotency']) {
    await db.query(await readFile(new URL(`../../sql/${name}.sql`, import.meta.url), 'utf8'));
  }
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** Tables that a service leaves out because nothing in it uses them. */
const leftOut: Record<string, string[]> = {
  user: ['inbox'],
};

describe('the shared tables', () => {
  const withMigrations = readdirSync(services)
    .map((dir) => dir.replace(/-service$/, ''))
    .filter((name) => existsSync(new URL(`${name}-service/migrations/`, services)));

  it.each(withMigrations)('are in %s-service as the kit expects them', async (name) => {
    const own = await createTestDatabase(name);
    const keyed = ['order', 'payment'].includes(name);
    const sets = keyed ? (['messaging', 'idempotency'] as const) : (['messaging'] as const);
    expect(await differencesOfSharedTables(own.url, [...sets], { except: leftOut[name] ?? [] })).toEqual([]);
    await own.drop();
  });

  it('are missed where they are not', async () => {
    const empty = await createTestDatabase();
    expect(await differencesOfSharedTables(empty.url, ['idempotency'])).toContainEqual(
      expect.stringMatching(/^missing: idempotency_keys CREATE INDEX idempotency_keys_retention/),
    );
    await empty.drop();
  });
});

describe('retention', () => {
  const hours = { OUTBOX_RETENTION_HOURS: 72, INBOX_RETENTION_HOURS: 336 };

  it('deletes what is past its time and nothing that is not, above all nothing unpublished', async () => {
    await db.query(`INSERT INTO outbox (topic, subject, aggregate_version, event, created_at, published_at)
      SELECT 'user-events', 'published ' || age, 1, '{}'::json, now() - age, now() - age
      FROM unnest('{71 hours, 73 hours, 500 hours}'::interval[]) age
      UNION ALL SELECT 'user-events', 'waiting', 1, '{}', now() - interval '500 hours', NULL`);
    await db.query(`INSERT INTO inbox (consumer, event_id, received_at)
      SELECT 'c', gen_random_uuid(), now() - age FROM unnest('{335 hours, 337 hours}'::interval[]) age`);
    await db.query(`INSERT INTO idempotency_keys (user_id, operation, key, body_hash, lease_id, lease_until, created_at)
      SELECT 'u', 'o', age::text, '', gen_random_uuid(), now(), now() - age FROM unnest('{23 hours, 25 hours}'::interval[]) age`);
    expect(await sweepExpired(db, hours)).toEqual({ outbox: 2, inbox: 1, idempotency_keys: 1 });
    const { rows } = await db.query<{ subject: string }>('SELECT subject FROM outbox ORDER BY subject');
    expect(rows.map(({ subject }) => subject)).toEqual(['published 71:00:00', 'waiting']);
    expect(await sweepExpired(db, hours)).toEqual({ outbox: 0, inbox: 0, idempotency_keys: 0 });
  });

  it('goes on batch by batch until nothing is left, and skips tables that a service does not have', async () => {
    await db.query(`INSERT INTO inbox (consumer, event_id, received_at)
      SELECT 'many', gen_random_uuid(), now() - interval '1 year' FROM generate_series(1, 2500)`);
    await db.query('ALTER TABLE idempotency_keys RENAME TO other_keys');
    expect(await sweepExpired(db, hours)).toEqual({ outbox: 0, inbox: 2500 });
  });

  it('is done, and the outbox read, through an index', async () => {
    await db.query('ALTER TABLE other_keys RENAME TO idempotency_keys');
    await db.query(`INSERT INTO outbox (topic, subject, aggregate_version, event, published_at)
      SELECT 'user-events', n, 1, '{}', CASE WHEN n > 50 THEN now() END FROM generate_series(1, 20000) n`);
    await db.query(
      `INSERT INTO inbox (consumer, event_id) SELECT 'c', gen_random_uuid() FROM generate_series(1, 20000)`,
    );
    await db.query(`INSERT INTO idempotency_keys (user_id, operation, key, body_hash, lease_id, lease_until)
      SELECT 'u', 'o', n, '', gen_random_uuid(), now() FROM generate_series(1, 20000) n`);
    await db.query('ANALYZE');
    for (const [text, values, index] of [
      [deleteBatch('outbox'), [72], 'outbox_retention'],
      [deleteBatch('inbox'), [336], 'inbox_retention'],
      [deleteBatch('idempotency_keys'), [24], 'idempotency_keys_retention'],
      [nextUnpublished, [200], 'outbox_pending'],
      [unpublishedFigures, [], 'outbox_pending'],
      [unpublishedAndStuck, [60], 'outbox_pending'],
    ] as const) {
      const plan = await explain(db, { text, values: [...values] });
      expect(plan).toMatchObject({ tablesRead: [], indexes: [index] });
    }
  });
});
