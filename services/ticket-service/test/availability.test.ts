import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { createAvailabilityStore } from '../src/adapters/pg-availability-store.ts';
import { createAnnouncer } from '../src/usecases/announce-availability.ts';
import { createHarness, type Harness } from './harness.ts';
import { act, call, orderOf, reserve } from './reserving.ts';
import { snapshotOf } from './snapshots.ts';

let harness: Harness;
let url: string;

beforeAll(async () => {
  harness = await createHarness();
  url = await harness.start();
});
afterEach(() => harness.expectInvariants());
afterAll(() => harness.close());

const read = <Body>(path: string, headers = {}) =>
  call<Body>(url, 'GET', `/api/tickets/${path}`, { token: null, headers });

it('tells how many places are left, and 304 while nothing has changed', async () => {
  const { eventId, tierId } = await harness.sell(5);
  const path = `availability/${eventId}`;
  const first = await read<{ asOf: string }>(path);
  const tiers = [{ tierId, capacity: 5, available: 5, reserved: 0, sold: 0 }];
  expect(first.body).toEqual({ eventId, onSale: true, tiers, asOf: first.body.asOf });
  const etag = first.headers.get('etag') ?? '';
  expect(await read(path, { 'if-none-match': etag })).toMatchObject({ status: 304, body: undefined });

  await reserve(url, orderOf(eventId, [{ tierId, quantity: 2 }]));
  await eventually(async () => {
    const answer = await read<object>(path, { 'if-none-match': etag });
    expect(answer).toMatchObject({ status: 200, body: { tiers: [{ available: 3, reserved: 2 }] } });
  });
});

it('draws the seat plan and lists only the seats taken', async () => {
  const { id, tiers } = await harness.apply(
    snapshotOf([
      { capacity: 5 },
      {
        rows: [
          { row: 'A', seats: 10 },
          { row: 'B', seats: 8 },
        ],
      },
    ]),
  );
  const hall = tiers[1]?.id ?? '';
  const sold = orderOf(id, [{ tierId: hall, seatIds: ['B-2'] }]);
  await reserve(url, sold);
  await act(url, sold.orderId, 'commit');
  await reserve(url, orderOf(id, [{ tierId: hall, seatIds: ['A-1'] }]));

  const { body, headers } = await read<{ asOf: string; tiers: { taken: { seatId: string }[] }[] }>(`seats/${id}`);
  expect(body).toMatchObject({
    eventId: id,
    onSale: true,
    tiers: [
      {
        tierId: hall,
        rows: [
          { row: 'A', seats: 10 },
          { row: 'B', seats: 8 },
        ],
      },
    ],
  });
  expect(body.tiers[0]?.taken.toSorted((a, b) => a.seatId.localeCompare(b.seatId))).toEqual([
    { seatId: 'A-1', status: 'reserved' },
    { seatId: 'B-2', status: 'sold' },
  ]);
  expect((await read(`seats/${id}`, { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304);
});

it('knows nothing of events that were never published', async () => {
  expect((await read(`availability/${newId()}`)).status).toBe(404);
  expect((await read(`seats/${newId()}`)).status).toBe(404);
  expect((await read('availability/nonsense')).status).toBe(400);
});

it('answers while a sale holds the tier', async () => {
  const { eventId, tierId } = await harness.sell(5);
  await harness.transact(async (work) => {
    await work.movePlaces(newId(), [{ tierId, quantity: 0, seatIds: [] }], 'available', 'reserved');
    expect((await read(`availability/${eventId}`)).status).toBe(200);
  });
});

it('announces an event only some time after any replica did, and only when something has changed', async () => {
  const { eventId, tierId } = await harness.sell(5);
  const store = createAvailabilityStore(harness.db);
  const told = () => harness.announced(eventId);
  expect(await store.announce([eventId], 60_000)).toEqual([]);
  expect(await told()).toHaveLength(1);
  expect(await store.announce([eventId], 60_000)).toEqual([eventId]);
  await harness.transact((work) =>
    work.movePlaces(newId(), [{ tierId, quantity: 0, seatIds: [] }], 'reserved', 'sold'),
  );
  expect(await store.announce([eventId], 60_000)).toEqual([eventId]);
  expect(await told()).toHaveLength(1);
  expect(await store.announce([eventId], 0)).toEqual([]);
  expect(await told()).toHaveLength(2);
  expect(await store.announce([eventId], 0)).toEqual([]);
  expect(await told()).toHaveLength(2);
});

it('comes back to what had to wait, without being told again', async () => {
  const { eventId, tierId } = await harness.sell(5);
  const store = createAvailabilityStore(harness.db);
  const announcer = createAnnouncer({ store, intervalMs: 60_000, recoverEveryMs: Infinity });
  const told = () => harness.announced(eventId);
  announcer.touch(eventId);
  await announcer.flush();
  await harness.transact((work) =>
    work.movePlaces(newId(), [{ tierId, quantity: 0, seatIds: [] }], 'reserved', 'sold'),
  );
  announcer.touch(eventId);
  await announcer.flush();
  expect(await told()).toHaveLength(1);
  await harness.db.query(`UPDATE events SET announced_at = announced_at - interval '1 hour' WHERE id = $1`, [eventId]);
  await announcer.flush();
  expect(await told()).toHaveLength(2);
});

it('looks for unannounced changes page by page, past events that have none', async () => {
  const { eventId: first } = await harness.sell(5);
  const { eventId: last } = await harness.sell(5);
  const store = createAvailabilityStore(harness.db);
  await store.announce([first], 0);
  const found: string[] = [];
  let page = await store.findUnannounced(null, 1);
  for (; page.next !== null; page = await store.findUnannounced(page.next, 1)) found.push(...page.ids);
  expect(page.ids).toEqual([]);
  expect(found).toContain(last);
  expect(found).not.toContain(first);
});

it('finds and announces changes whose process ended before it did', async () => {
  const { eventId, tierId } = await harness.sell(5);
  const store = createAvailabilityStore(harness.db);
  expect((await store.findUnannounced(null, 1_000)).ids).toContain(eventId);
  const other = await harness.start({ AVAILABILITY_RECOVER_MS: '50', AVAILABILITY_EVENT_MS: '50' });
  await eventually(async () =>
    expect(await harness.announced(eventId)).toEqual(['1 ticketlab.ticket.availability-changed.v1']),
  );
  await reserve(other, orderOf(eventId, [{ tierId }]));
  await eventually(async () => expect(await harness.announced(eventId)).toHaveLength(2));
  expect((await store.findUnannounced(null, 1_000)).ids).not.toContain(eventId);
});
