import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { createTestTopics, type TestTopics } from '@ticketlab/testing/stores';
import { createHarness, type Harness, type PaymentAnswer } from './harness.ts';

let topics: TestTopics;
let harness: Harness;
beforeAll(async () => {
  topics = await createTestTopics('payment');
  harness = await createHarness({ topics });
  await harness.start();
});
afterAll(async () => {
  await harness.close();
  await topics.drop();
});

function refundRequested({ id, orderId, userId, amount }: PaymentAnswer) {
  const data = {
    orderId,
    userId,
    eventId: newId(),
    eventTitle: 'An evening of tests',
    state: 'REFUNDING' as OrderState,
    items: [],
    total: amount,
    paymentId: id,
    expiresAt: null,
    reason: 'event-cancelled',
  };
  return { type: 'ticketlab.order.refund-requested.v1', subject: orderId, aggregateVersion: 3, data } as const;
}

async function paid(user = harness.identity.user()) {
  return (await harness.pay(user, harness.order(user).id)).body;
}

it('gives the money back once, however often it is asked', async () => {
  const payment = await paid();
  const event = createEvent(refundRequested(payment), 'order-service');
  for (let i = 0; i < 3; i++)
    await publishEvent(topics, 'order-events', { ...event, id: i === 2 ? newId() : event.id });
  await harness.until(payment.id, 'REFUNDED');
  await eventually(async () => {
    const { rows } = await harness.pool.query('SELECT published_at FROM outbox WHERE published_at IS NULL');
    expect(rows).toEqual([]);
  });
  expect(await harness.announced(payment.id)).toEqual(['1 captured', '2 refunded']);
  const { rows } = await harness.pool.query('SELECT state FROM simulated_provider.charges WHERE id = $1', [payment.id]);
  expect(rows).toEqual([{ state: 'refunded' }]);
  const lookup = await harness.internal<{ payments: unknown[] }>('POST', '/internal/payments/lookup', {
    orderIds: [payment.orderId],
  });
  expect(lookup.body.payments).toEqual([{ id: payment.id, orderId: payment.orderId, state: 'REFUNDED' }]);
});

it('passes an admin’s wish on to order-service, and refuses what cannot be refunded', async () => {
  const payment = await paid();
  const refund = (token: string) =>
    harness.call('POST', `/api/payments/${payment.id}/refund`, { token, body: { reason: 'goodwill' } });
  const admin = harness.identity.admin();
  expect((await refund(harness.identity.user().token)).status).toBe(403);
  expect((await refund(admin.token)).body.type).toBe('/problems/conflict');
  const order = harness.orders.get(payment.orderId);
  if (order !== undefined) order.state = 'CONFIRMED';
  expect((await refund(admin.token)).status).toBe(202);
  const asked = harness.orderService.requests.filter(({ path }) => path.endsWith(`${payment.orderId}/refund`));
  expect(asked.at(-1)?.body).toEqual({ reason: 'goodwill', actor: `admin:${admin.userId}` });
});

it('tells the reconciler what it holds, and whether its books agree with the provider’s', async () => {
  const [kept, lost] = [await paid(), await paid()];
  const held = await harness.internal<{ payments: { id: string }[] }>('GET', '/internal/payments/captured?limit=500');
  expect(held.body.payments.map(({ id }) => id)).toEqual(expect.arrayContaining([kept.id, lost.id]));
  const after = await harness.internal<{ payments: { id: string }[] }>(
    'GET',
    `/internal/payments/captured?after=${kept.id}`,
  );
  expect(after.body.payments.map(({ id }) => id)).not.toContain(kept.id);

  type Invariants = { outboxPending: number; violations: { invariant: string; count: number; examples: string[] }[] };
  const mismatch = async () => {
    const { body } = await harness.internal<Invariants>('GET', '/internal/invariants');
    return body.violations.find(({ invariant }) => invariant === 'provider-mismatch');
  };
  expect(await mismatch()).toMatchObject({ count: 0 });
  await harness.pool.query('DELETE FROM simulated_provider.charges WHERE id = $1', [lost.id]);
  const unknown = newId();
  await harness.pool.query(
    "INSERT INTO simulated_provider.charges (id, amount, currency, state) VALUES ($1, 1, 'EUR', 'captured')",
    [unknown],
  );
  expect(await mismatch()).toEqual({ invariant: 'provider-mismatch', count: 2, examples: [lost.id, unknown] });
});

it('forgets whose payments they were when the customer is erased', async () => {
  const user = harness.identity.user();
  const payment = await paid(user);
  const data = await harness.internal<{ records: { payments: unknown[] } }>(
    'GET',
    `/internal/users/${user.userId}/data`,
  );
  expect(data.body.records.payments).toHaveLength(1);
  await harness.publish('user-events', {
    type: 'ticketlab.user.erased.v1',
    subject: user.userId,
    aggregateVersion: 2,
    data: { userId: user.userId },
  });
  await eventually(async () => {
    const { rows } = await harness.pool.query<{ found: number }>(
      `SELECT (SELECT count(*) FROM payments p WHERE p::text LIKE '%' || $1 || '%')::int
            + (SELECT count(*) FROM idempotency_keys k WHERE k::text LIKE '%' || $1 || '%')::int AS found`,
      [user.userId],
    );
    expect(rows[0]?.found).toBe(0);
  });
  const { body } = await harness.call('GET', `/api/payments/${payment.id}`, { token: harness.identity.admin().token });
  expect(body).toMatchObject({ state: 'CAPTURED', cardLast4: '0000', amount: payment.amount });
});
