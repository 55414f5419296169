import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { createReservationStore } from '../../src/adapters/pg-reservation-store.ts';
import type { ReservationStore } from '../../src/usecases/ports.ts';
import { createHarness, type Harness } from '../harness.ts';
import { inMinutes } from '../reserving.ts';

let harness: Harness;
let store: ReservationStore;

beforeAll(async () => {
  harness = await createHarness();
  store = createReservationStore(harness.db);
});
afterEach(() => harness.expectInvariants());
afterAll(() => harness.close());

const order = (eventId: string, tierId: string, quantity: number, orderId = newId()) => ({
  orderId,
  eventId,
  userId: newId(),
  lines: [{ tierId, quantity, seatIds: [] }],
  expiresAt: inMinutes(10),
});

/** Sessions of this database that wait for a lock. */
async function countWaiting(): Promise<number> {
  const { rows } = await harness.db.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length;
}

describe('a batch', () => {
  it('is decided in order, and passes over what does not fit', async () => {
    const { eventId, tierId } = await harness.sell(10);
    const batch = [8, 5, 1, 2, 1].map((quantity) => order(eventId, tierId, quantity));
    expect(await store.reserveBatch(batch)).toEqual(['reserved', 'sold-out', 'reserved', 'sold-out', 'reserved']);
    expect(await harness.numbers(tierId)).toEqual({ capacity: 10, available: 0, reserved: 10, sold: 0 });
  });

  it('of several tiers decides each by itself, whatever order they come in', async () => {
    const [small, large, hall] = [
      await harness.sell(2),
      await harness.sell(9),
      await harness.sell([{ row: 'A', seats: 5 }]),
    ];
    const of = ({ eventId, tierId }: { eventId: string; tierId: string }, quantity: number) =>
      order(eventId, tierId, quantity);
    const batch = [
      of(large, 5),
      of(small, 1),
      of(hall, 1),
      of(large, 5),
      of({ ...small, tierId: newId() }, 1),
      of(small, 2),
      of({ ...small, eventId: newId() }, 1),
      of(large, 4),
      of(small, 1),
    ];
    expect(await store.reserveBatch(batch)).toEqual([
      'reserved',
      'reserved',
      'wrong-kind',
      'sold-out',
      'not-on-sale',
      'sold-out',
      'not-on-sale',
      'reserved',
      'reserved',
    ]);
    expect(await harness.numbers(small.tierId)).toMatchObject({ available: 0, reserved: 2 });
    expect(await harness.numbers(large.tierId)).toMatchObject({ available: 0, reserved: 9 });
    expect(await harness.numbers(hall.tierId)).toMatchObject({ available: 5, reserved: 0 });
  });

  it('of the same tiers runs beside others without deadlock', async () => {
    const tiers = await Promise.all(Array.from({ length: 8 }, () => harness.sell(20)));
    const batches = Array.from({ length: 8 }, (_, turn) =>
      [...tiers.slice(turn), ...tiers.slice(0, turn)].flatMap(({ eventId, tierId }) =>
        [1, 1, 1].map((quantity) => order(eventId, tierId, quantity)),
      ),
    );
    const results = (await Promise.all(batches.map((batch) => store.reserveBatch(batch)))).flat();
    expect(results.filter((result) => result === 'reserved')).toHaveLength(8 * 20);
    expect(results.filter((result) => result === 'sold-out')).toHaveLength(8 * 4);
  });

  it('takes the places of a repeated id once and leaves them to the next', async () => {
    const { eventId, tierId } = await harness.sell(10);
    const repeated = order(eventId, tierId, 4);
    const tombstone = newId();
    await harness.transact((work) => work.addTombstone(tombstone, 'released', 'expired'));
    const batch = [
      repeated,
      repeated,
      order(eventId, tierId, 4, tombstone),
      repeated,
      order(eventId, tierId, 6),
      order(eventId, tierId, 1),
      order(eventId, tierId, 1, tombstone),
    ];
    expect(await store.reserveBatch(batch)).toEqual([
      'reserved',
      'known',
      'known',
      'known',
      'reserved',
      'sold-out',
      'known',
    ]);
    expect(await harness.numbers(tierId)).toEqual({ capacity: 10, available: 0, reserved: 10, sold: 0 });
    expect(await harness.announced(repeated.orderId)).toEqual(['1 ticketlab.ticket.reserved.v1']);
  });

  it('waits for the one before it, and sees what that has left', async () => {
    const { eventId, tierId } = await harness.sell(10);
    const batches = [0, 1].map(() => Array.from({ length: 6 }, () => order(eventId, tierId, 1)));
    let decisions: Promise<string[]>[] = [];
    await harness.db.tx(async (client) => {
      await client.query('SELECT FROM tiers WHERE id = $1 FOR UPDATE', [tierId]);
      decisions = batches.map((batch) => store.reserveBatch(batch));
      await eventually(async () => expect(await countWaiting()).toBe(2));
    });
    const results = (await Promise.all(decisions)).flat();
    expect(results.filter((result) => result === 'reserved')).toHaveLength(10);
    expect(await harness.numbers(tierId)).toEqual({ capacity: 10, available: 0, reserved: 10, sold: 0 });
  });

  it('answers an id that another batch is just reserving as known', async () => {
    const { eventId, tierId } = await harness.sell(10);
    const batch = Array.from({ length: 10 }, () => order(eventId, tierId, 1));
    const results = await Promise.all([0, 1, 2, 3].map(() => store.reserveBatch(batch)));
    expect(results.flat().filter((result) => result === 'reserved')).toHaveLength(10);
    expect(results.flat().filter((result) => result === 'known')).toHaveLength(30);
  });
});
