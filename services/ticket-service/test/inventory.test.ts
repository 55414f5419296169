import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@ticketlab/testing/new-id';
import type { EventSnapshot } from '../src/domain/inventory.ts';
import { createHarness, type Harness } from './harness.ts';
import { act, orderOf, reserve } from './reserving.ts';
import { snapshotOf } from './snapshots.ts';

let harness: Harness;
let url: string;

beforeAll(async () => {
  harness = await createHarness();
  url = await harness.start();
});
afterEach(() => harness.expectInvariants());
afterAll(() => harness.close());

/** The next version of an event, its tiers changed. */
const next = ({ id, version }: EventSnapshot, ...[tiers, more]: Parameters<typeof snapshotOf>) =>
  harness.apply(snapshotOf(tiers, { id, version: version + 1, ...more }));

const take = async (eventId: string, tierId: string, quantity: number, seatIds: string[] = []) => {
  const order = orderOf(eventId, [{ tierId, quantity, seatIds }]);
  expect((await reserve(url, order)).status).toBe(200);
  return order.orderId;
};

const tierOf = (snapshot: EventSnapshot, index = 0) => snapshot.tiers[index]?.id ?? '';

describe('the capacity of general admission', () => {
  it('grows always and shrinks to what is taken; what comes back then is not sold again', async () => {
    const event = await harness.apply(snapshotOf([{ capacity: 10 }]));
    const id = tierOf(event);
    const reserved = await take(event.id, id, 3);
    const sold = await take(event.id, id, 4);
    await act(url, sold, 'commit');

    await next(event, [{ id, capacity: 12 }]);
    expect(await harness.numbers(id)).toEqual({ capacity: 12, available: 5, reserved: 3, sold: 4 });
    await next({ ...event, version: 2 }, [{ id, capacity: 5 }]);
    expect(await harness.numbers(id)).toEqual({ capacity: 7, available: 0, reserved: 3, sold: 4 });
    await act(url, reserved, 'release');
    expect(await harness.numbers(id)).toEqual({ capacity: 5, available: 1, reserved: 0, sold: 4 });
    await next({ ...event, version: 3 }, [{ id, capacity: 8 }]);
    expect(await harness.numbers(id)).toEqual({ capacity: 8, available: 4, reserved: 0, sold: 4 });
  });

  it('of a dropped tier is what is taken of it, and nothing more of it is sold', async () => {
    const event = await harness.apply(snapshotOf([{ capacity: 10 }, { capacity: 5 }]));
    const order = await take(event.id, tierOf(event), 2);
    await next(event, [{ id: tierOf(event, 1), capacity: 5 }]);
    expect(await harness.numbers(tierOf(event))).toEqual({ capacity: 2, available: 0, reserved: 2, sold: 0 });
    expect((await reserve(url, orderOf(event.id, [{ tierId: tierOf(event) }]))).status).toBe(409);
    await act(url, order, 'release');
    expect(await harness.numbers(tierOf(event))).toEqual({ capacity: 0, available: 0, reserved: 0, sold: 0 });
  });
});

describe('a seat plan', () => {
  it('gains and loses seats; those taken leave when they come back', async () => {
    const event = await harness.apply(snapshotOf([{ rows: [{ row: 'A', seats: 4 }] }]));
    const id = tierOf(event);
    const first = await take(event.id, id, 1, ['A-1']);
    const last = await take(event.id, id, 1, ['A-4']);
    await act(url, last, 'commit');

    const rows = [
      { row: 'A', seats: 2 },
      { row: 'B', seats: 3 },
    ];
    await next(event, [{ id, rows }]);
    expect(await harness.numbers(id)).toEqual({ capacity: 6, available: 4, reserved: 1, sold: 1 });
    expect((await reserve(url, orderOf(event.id, [{ tierId: id, seatIds: ['A-3'] }]))).status).toBe(409);
    await act(url, first, 'release');
    expect(await harness.numbers(id)).toEqual({ capacity: 6, available: 5, reserved: 0, sold: 1 });
    await harness.transact((work) =>
      work.movePlaces(last, [{ tierId: id, quantity: 1, seatIds: ['A-4'] }], 'sold', 'available'),
    );
    await harness.transact((work) => work.endReservation(last, 'voided', 'refund'));
    expect(await harness.numbers(id)).toEqual({ capacity: 5, available: 5, reserved: 0, sold: 0 });
    expect((await reserve(url, orderOf(event.id, [{ tierId: id, seatIds: ['A-4'] }]))).status).toBe(409);
  });

  it('takes a withdrawn seat up again with whoever has it', async () => {
    const event = await harness.apply(snapshotOf([{ rows: [{ row: 'A', seats: 2 }] }]));
    const id = tierOf(event);
    const order = await take(event.id, id, 1, ['A-2']);
    await next(event, [{ id, rows: [{ row: 'A', seats: 1 }] }]);
    await next({ ...event, version: 2 }, [{ id, rows: [{ row: 'A', seats: 2 }] }]);
    await act(url, order, 'release');
    expect(await harness.numbers(id)).toEqual({ capacity: 2, available: 2, reserved: 0, sold: 0 });
  });

  it('cannot become general admission', async () => {
    const event = await harness.apply(snapshotOf([{ rows: [{ row: 'A', seats: 2 }] }]));
    await expect(next(event, [{ id: tierOf(event), capacity: 2 }])).rejects.toThrow('cannot change between');
    expect(await harness.numbers(tierOf(event))).toMatchObject({ capacity: 2 });
  });
});

describe('what event-service says', () => {
  const onSale = async (event: EventSnapshot) =>
    (await reserve(url, orderOf(event.id, [{ tierId: tierOf(event) }]))).status === 200;

  it('counts by its version, whatever order it comes in, and once', async () => {
    const event = snapshotOf([{ capacity: 10 }]);
    const id = tierOf(event);
    const later = snapshotOf([{ id, capacity: 20 }], { id: event.id, version: 3 });
    await harness.apply(later);
    await harness.apply({ ...event, version: 2 });
    expect(await harness.numbers(id)).toMatchObject({ capacity: 20 });
    await harness.apply(later);
    expect(await harness.numbers(id)).toMatchObject({ capacity: 20, available: 20 });

    const delivery = { consumer: 'test', eventId: newId() };
    await harness.inventory.apply(snapshotOf([{ id, capacity: 30 }], { id: event.id, version: 4 }), delivery);
    await harness.inventory.apply(snapshotOf([{ id, capacity: 40 }], { id: event.id, version: 5 }), delivery);
    expect(await harness.numbers(id)).toMatchObject({ capacity: 30 });
  });

  it('stops the sale when the event is cancelled or finished, for good when cancelled', async () => {
    const event = await harness.apply(snapshotOf([{ capacity: 10 }]));
    const tiers = [{ id: tierOf(event), capacity: 10 }];
    expect(await onSale(event)).toBe(true);
    await next(event, tiers, { status: 'finished' });
    expect(await onSale(event)).toBe(false);
    await next({ ...event, version: 2 }, tiers);
    expect(await onSale(event)).toBe(true);
    await harness.inventory.cancel({ id: event.id, title: 'off' }, { consumer: 'test', eventId: newId() });
    await next({ ...event, version: 3 }, tiers);
    expect(await onSale(event)).toBe(false);
    expect(await harness.numbers(tierOf(event))).toMatchObject({ reserved: 2, available: 8 });
  });

  it('keeps an event off sale whose cancellation came before its publication', async () => {
    const event = snapshotOf([{ capacity: 10 }]);
    await harness.inventory.cancel({ id: event.id, title: 'off' }, { consumer: 'test', eventId: newId() });
    await harness.apply(event);
    expect(await onSale(event)).toBe(false);
    expect(await harness.numbers(tierOf(event))).toMatchObject({ capacity: 10, available: 10 });
  });

  it('is ignored while the event is a draft', async () => {
    const event = await harness.apply(snapshotOf([{ capacity: 10 }], { status: 'draft' }));
    expect(await onSale(event)).toBe(false);
    await expect(harness.numbers(tierOf(event))).rejects.toThrow('no such tier');
  });
});
