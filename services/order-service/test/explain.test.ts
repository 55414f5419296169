import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { differencesOfSharedTables } from '@ticketlab/testing/shared-tables';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import pg from 'pg';
import { confirmedPage } from '../src/adapters/pg-audit-store.ts';
import { closingEvents } from '../src/adapters/pg-event-store.ts';
import { dueClauses, toListQuery } from '../src/adapters/pg-order-store.ts';
import { expiredClauses, holdingClauses, unpaidClauses } from '../src/adapters/pg-order-tx.ts';

import { newId } from './harness.ts';

let database: TestDatabase;
let pool: pg.Pool;

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
  await pool.query('ANALYZE orders, events');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const list = (filter: Parameters<typeof toListQuery>[0]) => toListQuery(filter, { before: newId(), limit: 21 });
const userId = '0f7df8dd-a0ef-3f1c-a0e0-c7c5dd8cbb22';
const from = new Date(Date.now() - 1000);
const beforeAllIds = '00000000-0000-0000-0000-000000000000';

const queries: [string, string, { text: string; values: unknown[] }][] = [
  ['everybody’s orders', 'orders_pkey', list({})],
  ['everybody’s orders of a time', 'orders_pkey', list({ from, to: new Date() })],
  ['a customer’s orders', 'orders_of_user', list({ userId })],
  ['a customer’s orders in a state', 'orders_of_user', list({ userId, state: 'CONFIRMED' })],
  ['the orders of an event', 'orders_of_event', list({ eventId: userId })],
  ['the orders of a state', 'orders_of_state', list({ state: 'REFUNDING' })],
  [
    'confirmed orders for the reconciler',
    'orders_(of_state|pkey)',
    { text: confirmedPage, values: [beforeAllIds, 500] },
  ],
  ['cancelled events with open orders', 'events_closing', { text: closingEvents, values: [] }],
  ['calls that are due', 'orders_working', { text: `SELECT id FROM orders ${dueClauses}`, values: [16] }],
  ['expired orders', 'orders_expiring', { text: `SELECT * FROM orders o ${expiredClauses}`, values: [100] }],
  [
    'orders of a cancelled event',
    'orders_holding',
    { text: `SELECT * FROM orders o ${holdingClauses}`, values: [userId, 100] },
  ],
  [
    'a customer’s unpaid orders',
    'orders_of_user',
    { text: `SELECT * FROM orders o ${unpaidClauses}`, values: [userId, 200] },
  ],
];

it.each(queries)('finds %s by index', async (_, index, query) => {
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${query.text}`, query.values);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(new RegExp(index));
  expect(plan).not.toContain('Seq Scan');
  // keyset pages come out of the index in order; the sweepers' few rows may be sorted
  if (index === 'orders_pkey' || index === 'orders_of_state') expect(plan).not.toContain('Sort');
});

it('has the shared tables as the kit writes them', async () => {
  expect(await differencesOfSharedTables(database.url, ['messaging', 'idempotency'])).toEqual([]);
});
