import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@ticketlab/testing/new-id';
import { createHarness, type Harness } from './harness.ts';
import { call, act, orderOf, reserve } from './reserving.ts';
import { snapshotOf } from './snapshots.ts';

let harness: Harness;
let first: string;
let second: string;

beforeAll(async () => {
  harness = await createHarness();
  [first, second] = await Promise.all([harness.start(), harness.start()]);
});
afterEach(() => harness.expectInvariants());
afterAll(() => harness.close());

const either = (index: number) => (index % 2 === 0 ? first : second);

describe('a rush', () => {
  it('sells exactly the last fifty places to two hundred buyers at two replicas', async () => {
    const { eventId, tierId } = await harness.sell(50);
    const orders = Array.from({ length: 200 }, () => orderOf(eventId, [{ tierId }]));

    const answers = await Promise.all(orders.map((order, index) => reserve(either(index), order)));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ status, body }) => `${status} ${body.type}`))).toEqual(
      new Set(['409 /problems/sold-out']),
    );
    expect(await harness.numbers(tierId)).toEqual({ capacity: 50, available: 0, reserved: 50, sold: 0 });
    const { rows } = await harness.db.query<{ count: number }>(
      `SELECT count(*) AS count FROM reservations WHERE event_id = $1`,
      [eventId],
    );
    expect(rows[0]?.count).toBe(50);
  });

  it('gives a seat that two want to one of them', async () => {
    const { eventId, tierId } = await harness.sell([{ row: 'A', seats: 20 }]);
    for (let number = 1; number <= 20; number++) {
      const seatIds = [`A-${number}`];
      const answers = await Promise.all(
        [first, second].map((url) => reserve(url, orderOf(eventId, [{ tierId, seatIds }]))),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)?.body.type).toBe('/problems/seat-taken');
    }
    expect(await harness.numbers(tierId)).toMatchObject({ available: 0, reserved: 20 });
  });

  it('gives overlapping choices of seats whole or not at all, without deadlock', async () => {
    const { eventId, tierId } = await harness.sell([{ row: 'A', seats: 12 }]);
    const orders = Array.from({ length: 60 }, (_, index) => {
      const seatIds = [0, 1, 2].map((step) => `A-${((index * 5 + step * (index % 2 === 0 ? 1 : 11)) % 12) + 1}`);
      return orderOf(eventId, [{ tierId, seatIds }]);
    });
    const answers = await Promise.all(orders.map((order, index) => reserve(either(index), order)));

    const taken = answers.flatMap(({ status, body }) => (status === 200 ? (body.lines[0]?.seatIds ?? []) : []));
    expect(new Set(taken).size).toBe(taken.length);
    expect(await harness.numbers(tierId)).toMatchObject({ available: 12 - taken.length, reserved: taken.length });
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
  });

  it('fills the rest with small orders although large ones ahead did not fit', async () => {
    const { eventId, tierId } = await harness.sell(20);
    const quantities = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 7 : 1));
    const answers = await Promise.all(
      quantities.map((quantity, index) => reserve(either(index), orderOf(eventId, [{ tierId, quantity }]))),
    );
    expect(await harness.numbers(tierId)).toMatchObject({ available: 0, reserved: 20 });
    expect(answers.some(({ status, body }) => status === 200 && body.lines[0]?.quantity === 1)).toBe(true);
  });

  it('locks several tiers without deadlock, each order whole or not at all', async () => {
    const { id, tiers } = await harness.apply(
      snapshotOf([{ capacity: 40 }, { capacity: 30 }, { rows: [{ row: 'B', seats: 60 }] }]),
    );
    const [wide, narrow, hall] = tiers.map((tier) => tier.id) as [string, string, string];
    const orders = Array.from({ length: 60 }, (_, index) => {
      const lines = [{ tierId: wide }, { tierId: narrow }, { tierId: hall, seatIds: [`B-${index + 1}`] }];
      return orderOf(id, index % 2 === 0 ? lines : lines.reverse());
    });
    const plain = Array.from({ length: 10 }, () => orderOf(id, [{ tierId: wide }]));
    const answers = await Promise.all([...orders, ...plain].map((order, index) => reserve(either(index), order)));

    const sold = answers.slice(0, 60).filter(({ status }) => status === 200).length;
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(sold).toBe(30);
    expect(await harness.numbers(narrow)).toMatchObject({ available: 0, reserved: 30 });
    expect(await harness.numbers(wide)).toMatchObject({ available: 0, reserved: 40 });
    expect(await harness.numbers(hall)).toMatchObject({ available: 30, reserved: 30 });
  });

  it('keeps the books while capacity changes, orders are paid for and given up', async () => {
    const snapshot = await harness.apply(snapshotOf([{ capacity: 100 }]));
    const tierId = snapshot.tiers[0]?.id ?? '';
    const orders = Array.from({ length: 150 }, () => orderOf(snapshot.id, [{ tierId }]));
    const changes = [60, 140, 30, 90].map(
      (capacity, index) => () =>
        harness.apply({ ...snapshotOf([{ id: tierId, capacity }]), id: snapshot.id, version: index + 2 }),
    );
    const buy = async (order: (typeof orders)[number], index: number) => {
      const { status } = await reserve(either(index), order);
      if (status !== 200) return;
      await act(either(index + 1), order.orderId, index % 3 === 0 ? 'release' : 'commit');
      if (index % 30 === 0) await changes[index / 30]?.();
    };
    await Promise.all(orders.map(buy));

    const { capacity, available, reserved, sold } = await harness.numbers(tierId);
    expect({ reserved, sum: available + reserved + sold }).toEqual({ reserved: 0, sum: capacity });
    expect(sold).toBeGreaterThan(0);
  });
});

describe('an order id', () => {
  it('reserves once, however often and wherever it is retried at once', async () => {
    const { eventId, tierId } = await harness.sell(30);
    const orders = Array.from({ length: 10 }, () => orderOf(eventId, [{ tierId, quantity: 3 }]));
    const retried = [...orders, ...orders, ...orders, ...orders];
    const answers = await Promise.all(retried.map((order, index) => reserve(either(index % 3), order)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await harness.numbers(tierId)).toMatchObject({ available: 0, reserved: 30 });
    expect(await harness.announced(orders[0]?.orderId ?? '')).toEqual(['1 ticketlab.ticket.reserved.v1']);
  });

  it('reserves seats and several tiers once', async () => {
    const { id, tiers } = await harness.apply(snapshotOf([{ capacity: 5 }, { rows: [{ row: 'A', seats: 5 }] }]));
    const [general, hall] = tiers.map((tier) => tier.id) as [string, string];
    const order = orderOf(id, [
      { tierId: general, quantity: 2 },
      { tierId: hall, seatIds: ['A-1', 'A-2'] },
    ]);
    const answers = await Promise.all([0, 1, 2, 3].map((index) => reserve(either(index), order)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers[3]?.body).toEqual(answers[0]?.body);
    expect(await harness.numbers(general)).toMatchObject({ available: 3, reserved: 2 });
    expect(await harness.numbers(hall)).toMatchObject({ available: 3, reserved: 2 });
    expect((await call(first, 'GET', `/internal/reservations/${order.orderId}`)).body).toEqual(answers[0]?.body);
  });

  it('that was released before it was reserved is refused ever after', async () => {
    const { eventId, tierId } = await harness.sell(5);
    const order = orderOf(eventId, [{ tierId }]);
    expect(await act(first, order.orderId, 'release')).toMatchObject({
      status: 200,
      body: { eventId: null, status: 'released', lines: [] },
    });
    expect(await reserve(second, order)).toMatchObject({
      status: 409,
      body: { type: '/problems/reservation-released' },
    });
    expect((await act(second, order.orderId, 'release')).status).toBe(200);
    expect(await harness.numbers(tierId)).toMatchObject({ available: 5, reserved: 0 });
    expect(await harness.announced(order.orderId)).toEqual([]);
  });

  it('is released or reserved, never both, when the two race', async () => {
    const { eventId, tierId } = await harness.sell(50);
    const orders = Array.from({ length: 50 }, () => orderOf(eventId, [{ tierId }]));
    await Promise.all(
      orders.flatMap((order, index) => [
        reserve(either(index), order),
        act(either(index + 1), order.orderId, 'release'),
      ]),
    );
    await Promise.all(orders.map((order, index) => act(either(index), order.orderId, 'release')));
    expect(await harness.numbers(tierId)).toMatchObject({ available: 50, reserved: 0 });
  });

  it('unknown to us has no reservation to show or to sell', async () => {
    expect((await call(first, 'GET', `/internal/reservations/${newId()}`)).status).toBe(404);
    expect(await act(first, newId(), 'commit')).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
  });
});

describe('commit and release', () => {
  it('sells once, however often it is told', async () => {
    const { eventId, tierId } = await harness.sell([{ row: 'A', seats: 4 }]);
    const order = orderOf(eventId, [{ tierId, seatIds: ['A-1', 'A-2'] }]);
    await reserve(first, order);
    const answers = await Promise.all([0, 1, 2, 3].map((index) => act(either(index), order.orderId, 'commit')));
    expect(answers.map(({ status, body }) => `${status} ${body.status}`)).toEqual(Array(4).fill('200 committed'));
    expect(await harness.numbers(tierId)).toEqual({ capacity: 4, available: 2, reserved: 0, sold: 2 });
    expect((await reserve(second, order)).body.status).toBe('committed');
  });

  it('refuses to sell what was released, and gives it back once', async () => {
    const { eventId, tierId } = await harness.sell([{ row: 'A', seats: 4 }]);
    const order = orderOf(eventId, [{ tierId, seatIds: ['A-3'] }]);
    await reserve(first, order);
    const released = await Promise.all([0, 1, 2].map((index) => act(either(index), order.orderId, 'release')));
    expect(released.map(({ status, body }) => `${status} ${body.status}`)).toEqual(Array(3).fill('200 released'));
    expect(await act(first, order.orderId, 'commit')).toMatchObject({
      status: 409,
      body: { type: '/problems/reservation-released' },
    });
    expect(await harness.numbers(tierId)).toEqual({ capacity: 4, available: 4, reserved: 0, sold: 0 });
    expect(await harness.announced(order.orderId)).toEqual([
      '1 ticketlab.ticket.reserved.v1',
      '2 ticketlab.ticket.released.v1',
    ]);
    expect((await reserve(second, orderOf(eventId, [{ tierId, seatIds: ['A-3'] }]))).status).toBe(200);
  });

  it('does one of the two when they race, and refuses to release what is sold', async () => {
    const { eventId, tierId } = await harness.sell(30);
    const orders = Array.from({ length: 30 }, () => orderOf(eventId, [{ tierId }]));
    await Promise.all(orders.map((order) => reserve(first, order)));
    const answers = await Promise.all(
      orders.flatMap(({ orderId }, index) => [
        act(either(index), orderId, 'commit'),
        act(either(index + 1), orderId, 'release'),
      ]),
    );
    const sold = answers.filter(({ status, body }) => status === 200 && body.status === 'committed').length;
    const released = answers.filter(({ status, body }) => status === 200 && body.status === 'released').length;
    expect(sold + released).toBe(30);
    expect(await harness.numbers(tierId)).toEqual({ capacity: 30, available: released, reserved: 0, sold });
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(30);
  });
});

describe('a wish that cannot be', () => {
  it('is refused with the reason', async () => {
    const { eventId, tierId } = await harness.sell(5);
    const hall = await harness.sell([{ row: 'A', seats: 5 }]);
    const wish = async (...[event, lines]: Parameters<typeof orderOf>) => {
      const { status, body } = await reserve(first, orderOf(event, lines));
      return `${status} ${body.type}`;
    };
    expect(await wish(newId(), [{ tierId }])).toBe('409 /problems/event-not-on-sale');
    expect(await wish(eventId, [{ tierId: newId() }])).toBe('409 /problems/event-not-on-sale');
    expect(await wish(eventId, [{ tierId: hall.tierId, seatIds: ['A-1'] }])).toBe('409 /problems/event-not-on-sale');
    expect(await wish(eventId, [{ tierId, seatIds: ['A-1'] }])).toBe('400 /problems/validation-failed');
    expect(await wish(hall.eventId, [{ tierId: hall.tierId }])).toBe('400 /problems/validation-failed');
    expect(await wish(hall.eventId, [{ tierId: hall.tierId, seatIds: ['Z-1'] }])).toBe('409 /problems/seat-taken');
    expect(await wish(hall.eventId, [{ tierId: hall.tierId, seatIds: ['A-1', 'A-1'] }])).toBe(
      '400 /problems/validation-failed',
    );
    expect(await wish(eventId, [{ tierId }, { tierId }])).toBe('400 /problems/validation-failed');
    expect(await wish(eventId, [{ tierId, quantity: 6 }])).toBe('409 /problems/sold-out');
    await harness.inventory.cancel({ id: eventId, title: 'off' }, { consumer: 'test', eventId: newId() });
    expect(await wish(eventId, [{ tierId }])).toBe('409 /problems/event-not-on-sale');
    expect(await harness.numbers(tierId)).toMatchObject({ available: 5 });
    expect(await harness.numbers(hall.tierId)).toMatchObject({ available: 5 });
  });

  it('needs a service token', async () => {
    const path = `/internal/reservations/${newId()}`;
    expect((await call(first, 'GET', path, { token: null })).status).toBe(401);
    expect((await call(first, 'GET', path, { token: harness.identity.admin().token })).status).toBe(401);
  });
});

it('counts what became of orders', async () => {
  const url = await harness.start();
  const { eventId, tierId } = await harness.sell(1);
  const order = orderOf(eventId, [{ tierId }]);
  await reserve(url, order);
  await reserve(url, order);
  await reserve(url, orderOf(eventId, [{ tierId }]));
  await act(url, order.orderId, 'release');
  await reserve(url, order);
  const { body } = await call<string>(url, 'GET', '/metrics', { token: null });
  const values = [...body.matchAll(/^reservations_total\{.*result="([a-z-]+)".*\} (\d+)/gm)].map(
    ([, result, count]) => [result, Number(count)],
  );
  expect(Object.fromEntries(values)).toEqual({ reserved: 1, repeated: 1, 'sold-out': 1, released: 1 });
  expect(body).toMatch(/^reservation_conflicts_total\{[^}]*\} 1$/m);
  expect(body).toMatch(/^reservation_queue_length\{[^}]*\} 0$/m);
  expect(body).toMatch(/^reservation_batch_size_count\{[^}]*\} 4$/m);
});
