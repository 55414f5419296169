import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { differencesOfSharedTables } from '@ticketlab/testing/shared-tables';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import pg from 'pg';
import {
  capturedClauses,
  dueClauses,
  ofOrdersClauses,
  settledClauses,
  toListClauses,
} from '../src/adapters/pg-payment-store.ts';
import { newId } from './harness.ts';

let database: TestDatabase;
let pool: pg.Pool;

// as many as it takes for a scan of the whole table to be the dearer plan
beforeAll(async () => {
  database = await createTestDatabase('payment');
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  await pool.query(`
    INSERT INTO payments (id, order_id, user_id, amount, currency, state, card_last4, sent, sent_at, work, work_due,
      created_at, updated_at)
    SELECT ('0199' || lpad(to_hex(n), 8, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
      md5('order' || n)::uuid, md5('user' || n % 500)::uuid, 100, 'EUR',
      (ARRAY['CAPTURED', 'DECLINED', 'REFUNDED', 'REFUNDED'])[1 + n % 4], '0002', true, now(),
      CASE WHEN n % 100 = 0 THEN 'capture' END, CASE WHEN n % 100 = 0 THEN now() + n * interval '1 second' END,
      now(), now() - interval '1 day'
    FROM generate_series(1, 20000) n`);
  await pool.query('ANALYZE payments');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const someId = '0f7df8dd-a0ef-3f1c-a0e0-c7c5dd8cbb22';
const beforeAllIds = '00000000-0000-0000-0000-000000000000';
const list = (filter: Parameters<typeof toListClauses>[0]) => toListClauses(filter, { before: newId(), limit: 21 });

const queries: [string, string, { clauses: string; values: unknown[] }][] = [
  ['everybody’s payments', 'payments_pkey', list({})],
  ['a customer’s payments', 'payments_of_user', list({ userId: someId })],
  ['an order’s payments', 'payments_(of_order|live)', list({ orderId: someId })],
  ['payments in a state', 'payments_of_state', list({ state: 'PROCESSING' })],
  ['payments of many orders', 'payments_of_order', { clauses: ofOrdersClauses, values: [[someId, newId()]] }],
  ['captured payments', 'payments_(captured|pkey)', { clauses: capturedClauses, values: [beforeAllIds, 500] }],
  ['payments to compare', 'payments_pkey', { clauses: settledClauses, values: [beforeAllIds, new Date(), 500] }],
  ['work that is due', 'payments_working', { clauses: dueClauses, values: [20] }],
  [
    'the payment that counts of an order',
    'payments_(live|of_order)',
    { clauses: "WHERE p.order_id = $1 AND p.state <> 'DECLINED' FOR UPDATE", values: [someId] },
  ],
];

it.each(queries)('finds %s by index', async (_, index, { clauses, values }) => {
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN SELECT * FROM payments p ${clauses}`, values);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(new RegExp(index));
  expect(plan).not.toContain('Seq Scan');
});

it('has the shared tables as the kit writes them', async () => {
  expect(await differencesOfSharedTables(database.url, ['messaging', 'idempotency'])).toEqual([]);
});
