import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { paymentSchema, testCards } from '@ticketlab/contracts/http/payments';
import { newId } from '@ticketlab/testing/new-id';
import type { TestUser } from '@ticketlab/testing/tokens';
import { createHarness, type Harness } from './harness.ts';

let harness: Harness;
let user: TestUser;
beforeAll(async () => {
  harness = await createHarness();
  await harness.start();
  user = harness.identity.user();
});
afterAll(() => harness.close());

describe('POST /api/payments', () => {
  it('charges what order-service says, to the owner of the order', async () => {
    const order = harness.order(user, { total: { amount: 9900, currency: 'CHF' } });
    const { status, body, headers } = await harness.pay(user, order.id);
    expect(status).toBe(201);
    expect(paymentSchema.parse(body)).toMatchObject({
      state: 'CAPTURED',
      amount: { amount: 9900, currency: 'CHF' },
      userId: user.userId,
      cardLast4: '0002',
      declineReason: null,
    });
    expect(headers.get('location')).toBe(`/api/payments/${body.id}`);
    expect(await harness.announced(body.id)).toEqual(['1 captured']);
  });

  it.each([
    ['declined', 'card-declined'],
    ['insufficientFunds', 'insufficient-funds'],
    ['expiredCard', 'expired-card'],
  ] as const)('answers 402 to the %s card, to a repeat too, and takes another card', async (card, reason) => {
    const order = harness.order(user);
    const first = await harness.pay(user, order.id, testCards[card], `card-${card}`);
    expect(first).toMatchObject({ status: 402, body: { type: '/problems/payment-declined' } });
    expect((await harness.pay(user, order.id, testCards[card], `card-${card}`)).status).toBe(402);
    expect(await harness.paymentsOf(order.id)).toBe(1);
    const { rows } = await harness.pool.query<{ id: string; decline_reason: string }>(
      'SELECT id, decline_reason FROM payments WHERE order_id = $1',
      [order.id],
    );
    expect(rows[0]?.decline_reason).toBe(reason);
    expect(await harness.announced(rows[0]?.id ?? '')).toEqual(['1 declined']);
    expect((await harness.pay(user, order.id)).body.state).toBe('CAPTURED');
  });

  it.each([
    ['somebody else’s', () => harness.order(harness.identity.user()).id, 404, 'not-found'],
    ['an unknown', () => newId(), 404, 'not-found'],
    ['an expired', () => harness.order(user, { state: 'EXPIRED' }).id, 409, 'order-not-payable'],
    [
      'an overdue',
      () => harness.order(user, { expiresAt: new Date(Date.now() - 1).toISOString() }).id,
      409,
      'order-not-payable',
    ],
    ['a paid', () => harness.order(user, { paymentId: newId() }).id, 409, 'order-not-payable'],
  ] as const)('charges nothing for %s order', async (_, orderId, status, code) => {
    const id = orderId();
    expect(await harness.pay(user, id)).toMatchObject({ status, body: { type: `/problems/${code}` } });
    expect(await harness.paymentsOf(id)).toBe(0);
  });

  it('answers a second key for a captured order with the existing payment', async () => {
    const order = harness.order(user);
    const first = await harness.pay(user, order.id);
    const second = await harness.pay(user, order.id, testCards.declined);
    expect(second).toMatchObject({ status: 200, body: { id: first.body.id, state: 'CAPTURED', cardLast4: '0002' } });
    expect(await harness.bookedFor(order.id)).toBe(1);
  });

  it('captures once however many payments of one order race, under one key or many', async () => {
    const order = harness.order(user);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        harness.pay(user, order.id, testCards.success, index % 3 === 0 ? 'one-key-many-clicks' : newId()),
      ),
    );
    expect(await harness.bookedFor(order.id)).toBe(1);
    expect(await harness.paymentsOf(order.id)).toBe(1);
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(4);
    for (const { status, body } of answers) {
      expect([200, 201, 202, 409]).toContain(status);
      if (status === 409) expect(body.type).toBe('/problems/idempotency-in-progress');
    }
    const ids = answers.filter(({ status }) => status < 300).map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(1);
  });

  it('refuses another body under the same key', async () => {
    const [order, other] = [harness.order(user), harness.order(user)];
    await harness.pay(user, order.id, testCards.success, 'used-once');
    expect((await harness.pay(user, other.id, testCards.success, 'used-once')).body.type).toBe(
      '/problems/idempotency-key-reused',
    );
  });

  it('replays the answer without needing the order any more', async () => {
    const order = harness.order(user);
    const first = await harness.pay(user, order.id, testCards.success, 'kept-for-later');
    harness.orders.delete(order.id);
    const again = await harness.pay(user, order.id, testCards.success, 'kept-for-later');
    expect(again).toMatchObject({ status: 201, body: first.body });
  });
});

describe('a provider that does not answer at once', () => {
  it('confirms slowly: 202, and captured when it says so', async () => {
    const order = harness.order(user);
    const { status, body } = await harness.pay(user, order.id, testCards.slowConfirmation);
    expect({ status, state: body.state }).toEqual({ status: 202, state: 'PROCESSING' });
    expect((await harness.pay(user, order.id)).status).toBe(202);
    await harness.until(body.id, 'CAPTURED');
    expect(await harness.announced(body.id)).toEqual(['1 captured']);
  });

  it('times out although it has captured: asked again, it says so, and nothing is charged twice', async () => {
    const order = harness.order(user);
    const { status, body } = await harness.pay(user, order.id, testCards.timeoutCaptured, 'timed-out');
    expect(status).toBe(202);
    await harness.until(body.id, 'CAPTURED');
    expect(await harness.bookedFor(order.id)).toBe(1);
    const after = await harness.pay(user, order.id);
    expect(after).toMatchObject({ status: 200, body: { id: body.id, state: 'CAPTURED' } });
  });

  it('is down: 503, the same key tries again, another card takes over', async () => {
    const order = harness.order(user);
    const first = await harness.pay(user, order.id, testCards.providerDown, 'down-first');
    expect(first).toMatchObject({ status: 503, body: { type: '/problems/payment-provider-down' } });
    expect(first.headers.get('retry-after')).toBe('5');
    expect((await harness.pay(user, order.id, testCards.providerDown, 'down-first')).status).toBe(503);
    const other = await harness.pay(user, order.id, testCards.success);
    expect(other.body).toMatchObject({ state: 'CAPTURED', cardLast4: '0002' });
    expect(await harness.paymentsOf(order.id)).toBe(1);
  });

  it('is down and nobody tries again: declined, and the provider has promised never to book it', async () => {
    const order = harness.order(user);
    await harness.pay(user, order.id, testCards.providerDown);
    const { rows } = await harness.pool.query<{ id: string }>('SELECT id FROM payments WHERE order_id = $1', [
      order.id,
    ]);
    const id = rows[0]?.id ?? '';
    await harness.until(id, 'DECLINED');
    const { body } = await harness.call('GET', `/api/payments/${id}`, { token: user.token });
    expect(body.declineReason).toBe('provider-unavailable');
    const { rows: booked } = await harness.pool.query('SELECT state FROM simulated_provider.charges WHERE id = $1', [
      id,
    ]);
    expect(booked).toEqual([{ state: 'voided' }]);
    expect((await harness.pay(user, order.id)).status).toBe(201);
  });
});

describe('reading payments', () => {
  it('shows a payment to its owner and to admins, and to nobody else', async () => {
    const { body: payment } = await harness.pay(user, harness.order(user).id);
    const read = (token: string) => harness.call('GET', `/api/payments/${payment.id}`, { token });
    expect((await read(user.token)).body).toEqual(payment);
    expect((await read(harness.identity.admin().token)).status).toBe(200);
    expect((await read(harness.identity.user().token)).status).toBe(404);
  });

  it('lists the own payments page by page, and filters', async () => {
    const payer = harness.identity.user();
    const paid: string[] = [];
    for (let i = 0; i < 3; i++) paid.unshift((await harness.pay(payer, harness.order(payer).id)).body.id);
    type Page = { items: { id: string; orderId: string }[]; nextCursor: string | null };
    const list = (token: string, query: string) => harness.call<Page>('GET', `/api/payments?${query}`, { token });
    const first = (await list(payer.token, 'limit=2')).body;
    const second = (await list(payer.token, `limit=2&cursor=${first.nextCursor ?? ''}`)).body;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(paid);
    expect(second.nextCursor).toBeNull();
    const ofOrder = await list(payer.token, `orderId=${first.items[0]?.orderId ?? ''}`);
    expect(ofOrder.body.items.map(({ id }) => id)).toEqual([paid[0]]);
    expect((await list(user.token, `userId=${payer.userId}`)).status).toBe(403);
    expect((await list(harness.identity.admin().token, `userId=${payer.userId}`)).body.items).toHaveLength(3);
  });
});

it('keeps no card number anywhere, not even hashed', async () => {
  const card = '4000001234567899';
  const { body } = await harness.pay(user, harness.order(user).id, card);
  expect(body.cardLast4).toBe('7899');
  const { rows: tables } = await harness.pool.query<{ name: string }>(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'simulated_provider')`,
  );
  for (const { name } of tables) {
    const { rows } = await harness.pool.query(`SELECT 1 FROM ${name} t WHERE t::text LIKE '%' || $1 || '%'`, [card]);
    expect(rows).toEqual([]);
  }
});
