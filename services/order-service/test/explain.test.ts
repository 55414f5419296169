import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { explain, readingIndexes } from '@ticketlab/testing/explain';
import { newId } from '@ticketlab/testing/new-id';
import { differencesOfSharedTables } from '@ticketlab/testing/shared-tables';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import pg from 'pg';
import { confirmedPage, statesOfOrders } from '../src/adapters/pg-audit-store.ts';
import { anonymiseOrders, forgetKeys, forgetLimits } from '../src/adapters/pg-erasure-store.ts';
import { closingEvents, finishClosing } from '../src/adapters/pg-event-store.ts';
import { claimDue, toListQuery } from '../src/adapters/pg-order-store.ts';
import { expiredOrders, holdingOrders, unpaidOrders } from '../src/adapters/pg-order-tx.ts';
import { recentTransitions } from '../src/adapters/pg-stats-store.ts';

let database: TestDatabase;
let pool: pg.Pool;
const used = new Set<string>();

// as many as it takes for a scan of the whole table to be the dearer plan
beforeAll(async () => {
  database = await createTestDatabase('order');
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  await pool.query(`
    INSERT INTO orders (id, user_id, event_id, event_title, state, items, quantity, total_amount, currency, payment_id,
      expires_at, history, event_version, work, work_due, created_at, updated_at)
    SELECT ('0199' || lpad(to_hex(n), 8, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
      md5('user' || n % 500)::uuid, md5('event' || n % 50)::uuid, 'An event', state, '[]', 1, 100, 'EUR',
      CASE WHEN state = 'CONFIRMED' THEN gen_random_uuid() END, now() + n * interval '1 second', '[]', 1,
      CASE WHEN n % 100 = 0 THEN 'release' END, CASE WHEN n % 100 = 0 THEN now() + n * interval '1 second' END, now(), now()
    FROM generate_series(1, 20000) n,
      LATERAL (SELECT (ARRAY['CONFIRMED', 'EXPIRED', 'AWAITING_PAYMENT', 'REFUNDED'])[1 + n % 4] AS state) s`);
  await pool.query(`
    INSERT INTO events (id, version, status, title, currency, max_per_customer, tiers, closing)
    SELECT gen_random_uuid(), 1, 'cancelled', 'An event', 'EUR', 8, '[]', n % 1000 = 0 FROM generate_series(1, 5000) n`);
  await pool.query(`
    INSERT INTO customer_limits (user_id, event_id, quantity)
    SELECT md5('user' || n % 500)::uuid, md5('event' || n)::uuid, 1 FROM generate_series(1, 20000) n`);
  await pool.query(`
    INSERT INTO idempotency_keys (user_id, operation, key, body_hash, lease_id, lease_until)
    SELECT md5('user' || n % 500)::uuid, 'o', n, '', gen_random_uuid(), now() FROM generate_series(1, 20000) n`);
  await pool.query('ANALYZE orders, events, customer_limits, idempotency_keys');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

type List = Parameters<typeof toListQuery>[0];
const userId = '0f7df8dd-a0ef-3f1c-a0e0-c7c5dd8cbb22';
const from = new Date(Date.now() - 1000);
const beforeAllIds = '00000000-0000-0000-0000-000000000000';

async function expectIndex(query: { text: string; values: unknown[] }, index: string): Promise<void> {
  const plan = await explain(pool, query);
  expect(plan).toMatchObject({ tablesRead: [], indexes: expect.arrayContaining([index]) });
  for (const name of plan.indexes) used.add(name);
  // keyset pages come out of the index in order; the sweepers' few rows may be sorted
  if (index === 'orders_pkey' || index === 'orders_of_state') expect(plan.sorts).toBe(false);
}

const lists: [string, string, List][] = [
  ['everybody’s orders', 'orders_pkey', {}],
  ['everybody’s orders of a time', 'orders_pkey', { from, to: new Date() }],
  ['a customer’s orders', 'orders_of_user', { userId }],
  ['a customer’s orders in a state', 'orders_of_user', { userId, state: 'CONFIRMED' }],
  ['the orders of an event', 'orders_of_event', { eventId: userId }],
  ['the orders of a state', 'orders_of_state', { state: 'REFUNDING' }],
  ['the orders whose ids end so', 'orders_short_id', { shortId: '00000fff' }],
];
it.each(lists)('finds %s by index, on later pages too', async (_, index, filter) => {
  for (const before of [null, newId()]) await expectIndex(toListQuery(filter, { before, limit: 21 }), index);
});

const others: [string, string, string, unknown[]][] = [
  ['confirmed orders for the reconciler', 'orders_pkey', confirmedPage, [beforeAllIds, 500]],
  ['what changed lately', 'orders_changed', recentTransitions, [new Date(), 60, 1_000]],
  ['the states of orders', 'orders_pkey', statesOfOrders, [[userId, newId()]]],
  ['cancelled events with open orders', 'events_closing', closingEvents, []],
  ['whether an event has open orders', 'orders_holding', finishClosing, [userId]],
  ['calls that are due', 'orders_working', claimDue, [16, 1_000, 30_000]],
  ['expired orders', 'orders_expiring', expiredOrders, [100]],
  ['orders of a cancelled event', 'orders_holding', holdingOrders, [userId, 100]],
  ['a customer’s unpaid orders', 'orders_of_user', unpaidOrders, [userId, 200]],
  ['orders to anonymise', 'orders_of_user', anonymiseOrders, [userId, newId(), 200]],
  ['a person’s idempotency keys', 'idempotency_keys_pkey', forgetKeys, [userId]],
  ['a person’s limits', 'customer_limits_pkey', forgetLimits, [userId]],
];
it.each(others)('finds %s by index', (_, index, text, values) => expectIndex({ text, values }, index));

it('has no index that no query needs', async () => {
  const shared = ['idempotency_keys_retention', 'inbox_retention', 'outbox_pending', 'outbox_retention'];
  expect((await readingIndexes(pool)).filter((index) => !used.has(index))).toEqual(shared);
});

it('has the shared tables as the kit writes them', async () => {
  expect(await differencesOfSharedTables(database.url, ['messaging', 'idempotency'])).toEqual([]);
});
