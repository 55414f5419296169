import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { explain, readingIndexes } from '@ticketlab/testing/explain';
import { newId } from '@ticketlab/testing/new-id';
import { differencesOfSharedTables } from '@ticketlab/testing/shared-tables';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import pg from 'pg';
import { anonymisePayments, forgetKeys } from '../src/adapters/pg-erasure-store.ts';
import {
  capturedPage,
  claimDue,
  paymentsOfOrders,
  settledPage,
  statesOfPayments,
  toListQuery,
} from '../src/adapters/pg-payment-store.ts';
import { liveOfOrder } from '../src/adapters/pg-payment-tx.ts';
import { chargesById, heldPage } from '../src/adapters/provider-ledger.ts';

let database: TestDatabase;
let pool: pg.Pool;
const used = new Set<string>();

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
  await pool.query(`
    INSERT INTO simulated_provider.charges (id, amount, currency, state)
    SELECT id, amount, currency, CASE state WHEN 'CAPTURED' THEN 'captured' ELSE 'refunded' END FROM payments`);
  await pool.query(`
    INSERT INTO idempotency_keys (user_id, operation, key, body_hash, lease_id, lease_until)
    SELECT user_id, 'o', id, '', gen_random_uuid(), now() FROM payments`);
  await pool.query('ANALYZE');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const someId = '0f7df8dd-a0ef-3f1c-a0e0-c7c5dd8cbb22';
const beforeAllIds = '00000000-0000-0000-0000-000000000000';

async function expectIndex(query: { text: string; values: unknown[] }, index: string): Promise<void> {
  const plan = await explain(pool, query);
  expect(plan).toMatchObject({ tablesRead: [], indexes: expect.arrayContaining([index]) });
  for (const name of plan.indexes) used.add(name);
}

const lists: [string, string, Parameters<typeof toListQuery>[0]][] = [
  ['everybody’s payments', 'payments_pkey', {}],
  ['a customer’s payments', 'payments_of_user', { userId: someId }],
  ['an order’s payments', 'payments_of_order', { orderId: someId }],
  ['payments in a state', 'payments_of_state', { state: 'PROCESSING' }],
];
it.each(lists)('finds %s by index, on later pages too', async (_, index, filter) => {
  for (const before of [null, newId()]) await expectIndex(toListQuery(filter, { before, limit: 21 }), index);
});

const others: [string, string, string, unknown[]][] = [
  ['payments of many orders', 'payments_of_order', paymentsOfOrders, [[someId, newId()]]],
  ['captured payments', 'payments_captured', capturedPage, [beforeAllIds, 500]],
  ['payments to compare', 'payments_pkey', settledPage, [beforeAllIds, new Date(), 500]],
  ['the states of payments', 'payments_pkey', statesOfPayments, [[someId, newId()]]],
  ['work that is due', 'payments_working', claimDue, [20, 1_000, 30_000]],
  ['the payment that counts of an order', 'payments_live', liveOfOrder, [someId]],
  ['payments to anonymise', 'payments_of_user', anonymisePayments, [someId, newId(), '0000', 200]],
  ['a person’s idempotency keys', 'idempotency_keys_pkey', forgetKeys, [someId]],
  ['charges at the provider', 'charges_pkey', chargesById, [[someId, newId()]]],
  ['money that the provider holds', 'charges_held', heldPage, [beforeAllIds, new Date(), 500]],
];
it.each(others)('finds %s by index', (_, index, text, values) => expectIndex({ text, values }, index));

it('has no index that no query needs', async () => {
  const shared = ['idempotency_keys_retention', 'inbox_retention', 'outbox_pending', 'outbox_retention'];
  expect((await readingIndexes(pool)).filter((index) => !used.has(index))).toEqual(shared);
});

it('has the shared tables as the kit writes them', async () => {
  expect(await differencesOfSharedTables(database.url, ['messaging', 'idempotency'])).toEqual([]);
});
