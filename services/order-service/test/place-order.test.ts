import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { orderSchema } from '@ticketlab/contracts/http/orders';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { sampleEvent } from '@ticketlab/testing/samples';
import { createHarness, type Harness, seats, standing } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
  await harness.start();
});
afterAll(() => harness.close());
beforeEach(() => {
  for (const action of ['reserve', 'commit', 'release'] as const) harness.tickets.behave(action, 'work');
});

describe('POST /api/orders', () => {
  it('reserves the places at the prices of the catalogue and waits for payment', async () => {
    const event = await harness.sell();
    const user = harness.identity.user();
    const body = { eventId: event.id, items: [...standing(event, 2).items, ...seats(event, 'A-3', 'B-5').items] };
    const { status, body: order, headers } = await harness.place(user, body);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/orders/${order.id}`);
    expect(orderSchema.parse(order)).toEqual(order);
    expect(order).toMatchObject({ state: 'AWAITING_PAYMENT', userId: user.userId, eventTitle: event.title });
    expect(order.total).toEqual({ amount: 2 * 2500 + 2 * 4000, currency: 'EUR' });
    expect(order.items[1]).toMatchObject({ quantity: 2, seatIds: ['A-3', 'B-5'], tierName: 'Balcony' });
    expect(Date.parse(order.expiresAt ?? '')).toBeGreaterThan(Date.now() + 500_000);
    expect(harness.tickets.statusOf(order.id)).toBe('reserved');
    expect(await harness.announced(order.id)).toEqual(['1 placed']);
    expect(await harness.heldBy(user.userId, event.id)).toBe(4);
  });

  it('needs an Idempotency-Key and a signed-in customer', async () => {
    const event = await harness.sell();
    const { token } = harness.identity.user();
    const body = standing(event, 1);
    expect((await harness.call('POST', '/api/orders', { token, body })).body.type).toBe(
      '/problems/idempotency-key-required',
    );
    expect((await harness.call('POST', '/api/orders', { body, headers: { 'idempotency-key': newId() } })).status).toBe(
      401,
    );
  });

  it('answers a repeat with the first answer, and another body under the key with 422', async () => {
    const event = await harness.sell();
    const user = harness.identity.user();
    const first = await harness.place(user, standing(event, 1), 'the-same-key');
    const again = await harness.place(user, standing(event, 1), 'the-same-key');
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await harness.place(user, standing(event, 2), 'the-same-key')).body.type).toBe(
      '/problems/idempotency-key-reused',
    );
    const other = await harness.place(harness.identity.user(), standing(event, 1), 'the-same-key');
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('places one order however many requests with one key arrive at once', async () => {
    const event = await harness.sell();
    const user = harness.identity.user();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => harness.place(user, standing(event, 1), 'clicked-often')),
    );
    // 409 while the first one runs, its own answer once it is over: how many see which is a matter of timing
    expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
    const orders = answers.filter(({ status }) => status === 201);
    expect(new Set(orders.map(({ body }) => body.id)).size).toBe(1);
    for (const { status, body } of answers) {
      if (status === 409) expect(body.type).toBe('/problems/idempotency-in-progress');
    }
    expect(await harness.heldBy(user.userId, event.id)).toBe(1);
  });

  it.each(['sold-out', 'seat-taken', 'event-not-on-sale'] as const)(
    'rejects the order when ticket-service says %s, and says so again to a repeat',
    async (refusal) => {
      const event = await harness.sell();
      const user = harness.identity.user();
      harness.tickets.behave('reserve', refusal);
      const first = await harness.place(user, standing(event, 3), `refused-${refusal}`);
      expect(first).toMatchObject({ status: 409, body: { type: `/problems/${refusal}` } });
      harness.tickets.behave('reserve', 'work');
      const again = await harness.place(user, standing(event, 3), `refused-${refusal}`);
      expect(again).toMatchObject({ status: 409, body: { type: `/problems/${refusal}` } });
      const { rows } = await harness.pool.query<{ id: string; state: string; reason: string }>(
        'SELECT id, state, reason FROM orders WHERE user_id = $1',
        [user.userId],
      );
      expect(rows).toMatchObject([{ state: 'REJECTED', reason: refusal }]);
      expect(await harness.announced(rows[0]?.id ?? '')).toEqual(['1 placed', '2 rejected']);
      expect(await harness.heldBy(user.userId, event.id)).toBe(0);
    },
  );

  it.each([
    ['is unknown', { status: 404, type: '/problems/not-found' }, null],
    ['is a draft', { status: 409, type: '/problems/event-not-on-sale' }, { status: 'draft' }],
    ['is finished', { status: 409, type: '/problems/event-not-on-sale' }, { status: 'finished' }],
    ['is over', { status: 409, type: '/problems/event-not-on-sale' }, { endsAt: '2020-01-01T00:00:00Z' }],
  ] as const)('places nothing when the event %s', async (_, expected, more) => {
    const event = more === null ? sampleEvent() : await harness.sell(more);
    const { status, body } = await harness.place(harness.identity.user(), standing(event, 1));
    expect({ status, type: body.type }).toEqual(expected);
  });

  it('names the items that do not fit the event', async () => {
    const event = await harness.sell();
    const [general, seated] = event.tiers;
    const items = [
      { tierId: general?.id, seatIds: ['A-1'] },
      { tierId: seated?.id, seatIds: ['A-11'] },
      { tierId: newId(), quantity: 1 },
    ];
    const { status, body } = await harness.place(harness.identity.user(), { eventId: event.id, items });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { path: 'items.0.seatIds', message: 'this tier has no numbered seats' },
      { path: 'items.1.seatIds', message: 'no seat A-11 in this tier' },
      { path: 'items.2.tierId', message: 'no tier of this event' },
    ]);
  });

  it('answers 202 when ticket-service does not answer in time, and decides later', async () => {
    const event = await harness.sell();
    const user = harness.identity.user();
    harness.tickets.behave('reserve', 'hang');
    const { status, body } = await harness.place(user, standing(event, 1), 'undecided');
    expect({ status, state: body.state }).toEqual({ status: 202, state: 'PENDING' });
    harness.tickets.behave('reserve', 'work');
    harness.tickets.answer();
    await harness.until(body.id, 'AWAITING_PAYMENT');
    const read = await harness.call('GET', `/api/orders/${body.id}`, { token: user.token });
    expect(read.body.expiresAt).not.toBeNull();
    expect((await harness.place(user, standing(event, 1), 'undecided')).body.id).toBe(body.id);
  });

  it('answers 202 when ticket-service breaks off, and rejects later when it then refuses', async () => {
    const event = await harness.sell();
    const user = harness.identity.user();
    harness.tickets.behave('reserve', 'break');
    const { status, body } = await harness.place(user, standing(event, 1));
    expect(status).toBe(202);
    harness.tickets.behave('reserve', 'sold-out');
    await harness.until(body.id, 'REJECTED');
    expect(await harness.heldBy(user.userId, event.id)).toBe(0);
  });
});

describe('the limit per customer', () => {
  it('holds under concurrency and counts each event apart', async () => {
    const event = await harness.sell({ maxPerCustomer: 5 });
    const other = await harness.sell({ maxPerCustomer: 5 });
    const user = harness.identity.user();
    const answers = await Promise.all(Array.from({ length: 12 }, () => harness.place(user, standing(event, 1))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status === 409);
    expect(new Set(refused.map(({ body }) => body.type))).toEqual(new Set(['/problems/customer-limit-reached']));
    expect((await harness.place(user, standing(other, 5))).status).toBe(201);
    expect((await harness.place(harness.identity.user(), standing(event, 6))).status).toBe(409);
  });

  it('is given back by a cancellation', async () => {
    const event = await harness.sell({ maxPerCustomer: 2 });
    const user = harness.identity.user();
    const { body: order } = await harness.place(user, standing(event, 2));
    expect((await harness.place(user, standing(event, 1))).status).toBe(409);
    expect((await harness.call('POST', `/api/orders/${order.id}/cancel`, { token: user.token })).status).toBe(200);
    expect((await harness.place(user, standing(event, 1))).status).toBe(201);
  });
});

describe('POST /api/orders/:id/cancel', () => {
  it('cancels once, releases the places, and is repeatable', async () => {
    const event = await harness.sell();
    const user = harness.identity.user();
    const { body: order } = await harness.place(user, standing(event, 1));
    const cancel = () => harness.call('POST', `/api/orders/${order.id}/cancel`, { token: user.token });
    expect((await cancel()).body).toMatchObject({ state: 'CANCELLED', expiresAt: null });
    expect((await cancel()).body.state).toBe('CANCELLED');
    await eventually(() => expect(harness.tickets.statusOf(order.id)).toBe('released'));
    expect(await harness.announced(order.id)).toEqual(['1 placed', '2 cancelled']);
  });

  it('keeps trying to release while ticket-service is away', async () => {
    const event = await harness.sell();
    const user = harness.identity.user();
    const { body: order } = await harness.place(user, standing(event, 1));
    harness.tickets.behave('release', 'break');
    await harness.call('POST', `/api/orders/${order.id}/cancel`, { token: user.token });
    await eventually(() => expect(harness.tickets.calls('release', order.id)).toBeGreaterThan(0));
    harness.tickets.behave('release', 'work');
    await eventually(() => expect(harness.tickets.statusOf(order.id)).toBe('released'), { timeoutMs: 15_000 });
    await eventually(async () => {
      const { rows } = await harness.pool.query('SELECT work FROM orders WHERE id = $1', [order.id]);
      expect(rows).toEqual([{ work: null }]);
    });
  });

  it('cancels an undecided order, and the tombstone refuses the reservation that comes after', async () => {
    const event = await harness.sell();
    const user = harness.identity.user();
    harness.tickets.behave('reserve', 'hang');
    const placing = harness.place(user, standing(event, 1));
    const orderId = await eventually(async () => {
      const { rows } = await harness.pool.query<{ id: string }>('SELECT id FROM orders WHERE user_id = $1', [
        user.userId,
      ]);
      if (rows[0] === undefined) throw new Error('not placed yet');
      return rows[0].id;
    });
    await harness.call('POST', `/api/orders/${orderId}/cancel`, { token: user.token });
    await eventually(() => expect(harness.tickets.statusOf(orderId)).toBe('released'));
    harness.tickets.answer();
    expect((await placing).body.state).toBe('CANCELLED');
    expect(harness.tickets.statusOf(orderId)).toBe('released');
  });
});

describe('reading orders', () => {
  it('shows an order with its history to its owner and to admins, and to nobody else', async () => {
    const event = await harness.sell();
    const user = harness.identity.user();
    const { body: order } = await harness.place(user, standing(event, 1));
    const read = (token: string) => harness.call('GET', `/api/orders/${order.id}`, { token });
    const { body } = await read(user.token);
    expect(body.transitions).toEqual([
      { from: null, to: 'PENDING', at: body.createdAt, reason: null, actor: `user:${user.userId}` },
      expect.objectContaining({ from: 'PENDING', to: 'AWAITING_PAYMENT', actor: 'service:order-service' }),
    ]);
    expect((await read(harness.identity.admin().token)).status).toBe(200);
    expect((await read(harness.identity.user().token)).status).toBe(404);
    expect(
      (await harness.call('POST', `/api/orders/${order.id}/cancel`, { token: harness.identity.user().token })).status,
    ).toBe(404);
  });

  it('lists the own orders page by page, newest first; admins filter everybody’s', async () => {
    const event = await harness.sell({ maxPerCustomer: 50 });
    const [user, other] = [harness.identity.user(), harness.identity.user()];
    const placed: string[] = [];
    for (let i = 0; i < 5; i++) placed.unshift((await harness.place(user, standing(event, 1))).body.id);
    const theirs = (await harness.place(other, standing(event, 1))).body;
    type Page = { items: { id: string }[]; nextCursor: string | null };
    const list = (token: string, query: string) => harness.call<Page>('GET', `/api/orders?${query}`, { token });
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page++) {
      const { body } = await list(user.token, `limit=2${cursor}`);
      seen.push(...body.items.map(({ id }) => id));
      cursor = `&cursor=${body.nextCursor ?? 'none'}`;
      expect(body.nextCursor === null).toBe(page === 2);
    }
    expect(seen).toEqual(placed);
    expect((await list(user.token, `userId=${other.userId}`)).status).toBe(403);
    expect((await list(user.token, 'cursor=bm9uc2Vuc2U')).status).toBe(400);

    const admin = harness.identity.admin().token;
    const ids = async (query: string) => (await list(admin, query)).body.items.map(({ id }) => id);
    expect(await ids(`eventId=${event.id}&limit=100`)).toEqual([theirs.id, ...placed]);
    expect(await ids(`userId=${other.userId}`)).toEqual([theirs.id]);
    expect(await ids(`eventId=${event.id}&state=CONFIRMED`)).toEqual([]);
    expect(await ids(`eventId=${event.id}&from=${theirs.createdAt}`)).toContain(theirs.id);
    expect(await ids(`eventId=${event.id}&to=2020-01-01T00:00:00Z`)).toEqual([]);
  });
});

it('answers other services with what they need of an order', async () => {
  const event = await harness.sell();
  const user = harness.identity.user();
  const { body: order } = await harness.place(user, standing(event, 2));
  expect((await harness.internal('GET', `/internal/orders/${order.id}`)).body).toEqual({
    id: order.id,
    userId: user.userId,
    eventId: event.id,
    state: 'AWAITING_PAYMENT',
    total: order.total,
    paymentId: null,
    expiresAt: order.expiresAt,
  });
  expect((await harness.internal('GET', `/internal/orders/${newId()}`)).status).toBe(404);
  expect((await harness.call('GET', `/internal/orders/${order.id}`, { token: user.token })).status).toBe(401);
  const refund = { reason: 'wish', actor: `admin:${newId()}` };
  expect((await harness.internal('POST', `/internal/orders/${order.id}/refund`, refund)).status).toBe(409);
  const data = await harness.internal<{ records: { orders: unknown[] } }>('GET', `/internal/users/${user.userId}/data`);
  expect(data.body.records.orders).toHaveLength(1);
});
