import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { explain, readingIndexes, type Statement } from '@ticketlab/testing/explain';
import { newId } from '@ticketlab/testing/new-id';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import pg from 'pg';
import {
  announceChanged,
  availabilityOfEvent,
  dueAnnouncements,
  seatMapOfEvent,
  unannouncedPage,
} from '../src/adapters/availability-queries.ts';
import { droppedTiers, lockTiersOfEvent } from '../src/adapters/pg-inventory-work.ts';
import { reservationsOfPerson, ticketsOfPerson } from '../src/adapters/pg-personal-data.ts';
import { claimOverdue } from '../src/adapters/pg-reservation-store.ts';
import { sellThroughPage } from '../src/adapters/pg-sell-through.ts';
import { ticketCounts, toListQuery } from '../src/adapters/pg-ticket-store.ts';
import { voidOfOrder } from '../src/adapters/pg-ticket-work.ts';
import { anonymisations } from '../src/adapters/pg-work.ts';
import { deleteReleasedBefore } from '../src/adapters/reservation-retention.ts';
import type { TicketFilter } from '../src/usecases/ports.ts';

let database: TestDatabase;
let pool: pg.Pool;
const used = new Set<string>();

beforeAll(async () => {
  database = await createTestDatabase('ticket');
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  // enough of everything that reading it all would cost more
  await pool.query(
    `INSERT INTO events (id, version, status, title) SELECT gen_random_uuid(), 1, 'published', 'many'
     FROM generate_series(1, 2000)`,
  );
  await pool.query(
    `INSERT INTO tiers (id, event_id, kind, name, position, listed, on_sale, wanted_capacity, capacity, available)
     SELECT gen_random_uuid(), id, CASE n WHEN 1 THEN 'seated' ELSE 'general' END, 'one of four', n, true, true, 9, 9, 9
     FROM events, generate_series(1, 4) AS n`,
  );
  await pool.query(
    `INSERT INTO seats (tier_id, seat_id)
     SELECT id, 'A-' || n FROM tiers, generate_series(1, 9) AS n WHERE kind = 'seated'`,
  );
  await pool.query(
    `INSERT INTO reservations (order_id, event_id, user_id, status, lines, version, check_at, ended_at)
     SELECT gen_random_uuid(), event_id, gen_random_uuid(),
            CASE n WHEN 1 THEN 'released' WHEN 2 THEN 'reserved' ELSE 'committed' END, '[]', 1, now(), now()
     FROM tiers, generate_series(1, 4) AS n WHERE position < 3`,
  );
  await pool.query(
    `INSERT INTO tickets (id, order_id, place, user_id, event_id, tier_id, issued_at)
     SELECT gen_random_uuid(), order_id, 1, user_id, event_id, gen_random_uuid(), now()
     FROM reservations WHERE status = 'committed'`,
  );
  await pool.query('ANALYZE');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function expectIndex(statement: Statement, indexes: string[]): Promise<void> {
  const plan = await explain(pool, statement);
  expect(plan).toMatchObject({ tablesRead: [], indexes: expect.arrayContaining(indexes) });
  for (const index of plan.indexes) used.add(index);
}

describe('a list of tickets', () => {
  const lists: [string, TicketFilter, string[]][] = [
    ['of a customer', { userId: newId() }, ['tickets_user']],
    ['of a customer for an event', { userId: newId(), eventId: newId() }, []],
    ['of an order', { orderId: newId() }, ['tickets_place']],
    ['of a customer’s order', { userId: newId(), orderId: newId() }, []],
    ['of an event', { eventId: newId() }, ['tickets_event']],
    ['of everybody', {}, ['tickets_pkey']],
  ];
  it.each(lists)('%s is read through an index, on later pages too', async (_, filter, indexes) => {
    for (const before of [null, newId()]) await expectIndex(toListQuery(filter, { before, limit: 21 }), indexes);
  });
});

const id = newId();
const some = [id, newId()];
const cases: [string, string, unknown[], string[]][] = [
  ['the tiers of an event and what is free of them', availabilityOfEvent, [id], ['events_pkey', 'tiers_event']],
  ['the seat map of an event', seatMapOfEvent, [id], ['events_pkey', 'tiers_event', 'seats_pkey']],
  ['the tiers of an event, to lock them', lockTiersOfEvent, [id], ['tiers_event']],
  ['tiers that an event no longer has', droppedTiers, [id, some], ['tiers_event']],
  ['events to announce', dueAnnouncements, [some, 1_000], ['events_pkey']],
  ['counters to announce', announceChanged, [some], ['events_pkey', 'tiers_event']],
  ['a page of events that may be unannounced', unannouncedPage, [id, 100], ['events_pkey', 'tiers_event']],
  ['the tickets of orders', ticketCounts, [some], ['tickets_place']],
  ['the tickets of an order, to void them', voidOfOrder, [id], ['tickets_place']],
  ['a person’s tickets', ticketsOfPerson, [id], ['tickets_user']],
  ['a person’s reservations', reservationsOfPerson, [id], ['reservations_user']],
  ['reservations past their time', claimOverdue, [50, 1_000], ['reservations_to_check']],
  ['reservations to forget', deleteReleasedBefore, [1, 50], ['reservations_retention']],
  ['reservations to anonymise', anonymisations[0], some, ['reservations_user']],
  ['tickets to anonymise', anonymisations[1], some, ['tickets_user']],
];
it.each(cases)('reads %s through an index', (_, text, values, indexes) => expectIndex({ text, values }, indexes));

it('reads how the published events sell, page by page, through an index', async () => {
  for (const before of [null, id]) await expectIndex(sellThroughPage(before, 20), ['events_pkey', 'tiers_event']);
});

it('has no index that no query needs', async () => {
  const shared = ['inbox_retention', 'outbox_pending', 'outbox_retention']; // service-kit's own test needs these
  expect((await readingIndexes(pool)).filter((index) => !used.has(index))).toEqual(shared);
});
