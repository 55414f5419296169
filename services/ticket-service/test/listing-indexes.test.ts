import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toListQuery } from '../src/adapters/pg-ticket-store.ts';
import type { TicketFilter } from '../src/usecases/ports.ts';
import { createHarness, type Harness, newId } from './harness.ts';

const events = 500;
let harness: Harness;

beforeAll(async () => {
  harness = await createHarness();
  // enough of everything that reading it all would cost more
  await harness.db.query(
    `INSERT INTO events (id, version, status, title) SELECT gen_random_uuid(), 1, 'published', 'many'
     FROM generate_series(1, ${events})`,
  );
  await harness.db.query(
    `INSERT INTO tiers (id, event_id, kind, name, position, listed, on_sale, wanted_capacity, capacity, available)
     SELECT gen_random_uuid(), id, 'general', 'one of four', n, true, true, 9, 9, 9 FROM events, generate_series(1, 4) AS n`,
  );
  await harness.db.query(
    `INSERT INTO reservations (order_id, event_id, user_id, status, lines, version, check_at, ended_at)
     SELECT gen_random_uuid(), event_id, gen_random_uuid(),
            CASE n WHEN 1 THEN 'released' WHEN 2 THEN 'reserved' ELSE 'committed' END, '[]', 1, now(), now()
     FROM tiers, generate_series(1, 10) AS n`,
  );
  await harness.db.query(
    `INSERT INTO tickets (id, order_id, place, user_id, event_id, tier_id, issued_at)
     SELECT gen_random_uuid(), order_id, 1, user_id, event_id, tier_id, now()
     FROM reservations JOIN (SELECT min(id::text)::uuid AS tier_id, event_id FROM tiers GROUP BY 2) AS tiers USING (event_id)
     WHERE status = 'committed'`,
  );
  await harness.db.query('ANALYZE');
});
afterAll(() => harness.close());

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Plan[];
}

/** Fails when the statement reads the whole table, or not by one of the indexes. */
async function expectIndex(table: string, indexes: string[], text: string, values: unknown[]): Promise<void> {
  const { rows } = await harness.db.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) ${text}`, values);
  const flatten = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flatten)];
  const nodes = rows.flatMap((row) => flatten(row['QUERY PLAN'][0].Plan));
  const scans = nodes.filter((node) => node['Relation Name'] === table && node['Node Type'] === 'Seq Scan');
  expect(scans).toEqual([]);
  const used = nodes.flatMap((node) => node['Index Name'] ?? []).filter((name) => indexes.includes(name));
  expect({ indexes, used: used.length > 0 }).toEqual({ indexes, used: true });
}

describe('a list of tickets', () => {
  const cases: [string, TicketFilter, string[]][] = [
    ['of a customer', { userId: newId() }, ['tickets_user']],
    ['of a customer for an event', { userId: newId(), eventId: newId() }, ['tickets_user', 'tickets_event']],
    ['of an order', { orderId: newId() }, ['tickets_place']],
    ['of a customer’s order', { userId: newId(), orderId: newId() }, ['tickets_user', 'tickets_place']],
    ['of an event', { eventId: newId() }, ['tickets_event']],
    ['of everybody', {}, ['tickets_pkey']],
  ];
  it.each(cases)('%s is read through an index, on later pages too', async (_, filter, indexes) => {
    for (const before of [null, newId()]) {
      const { text, values } = toListQuery(filter, { before, limit: 21 });
      await expectIndex('tickets', indexes, text, values);
    }
  });
});

describe('another read of many rows', () => {
  const cases: [string, string, string, string, unknown[]][] = [
    [
      'the tickets of orders',
      'tickets',
      'tickets_place',
      `SELECT order_id, count(*) FROM tickets WHERE order_id = ANY($1) AND status <> 'void' GROUP BY order_id`,
      [[newId(), newId()]],
    ],
    ['the tiers of an event', 'tiers', 'tiers_event', 'SELECT * FROM tiers WHERE event_id = $1', [newId()]],
    [
      'a person’s reservations',
      'reservations',
      'reservations_user',
      'SELECT * FROM reservations WHERE user_id = $1 ORDER BY order_id',
      [newId()],
    ],
    [
      'reservations past their time',
      'reservations',
      'reservations_to_check',
      `SELECT order_id FROM reservations WHERE status = 'reserved' AND check_at < now() ORDER BY check_at LIMIT 50`,
      [],
    ],
    [
      'reservations to forget',
      'reservations',
      'reservations_retention',
      `SELECT order_id FROM reservations WHERE status = 'released' AND ended_at < now() - interval '1 day'
       ORDER BY ended_at LIMIT 50`,
      [],
    ],
  ];
  it.each(cases)('(%s) goes through an index', (_, table, index, text, values) =>
    expectIndex(table, [index], text, values),
  );
});
