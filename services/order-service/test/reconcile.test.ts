import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { type StubAnswer, stubService } from '@ticketlab/testing/stub-service';
import type { Reconciliation } from '../src/usecases/reconcile.ts';
import { createHarness, type Harness, standing } from './harness.ts';

let harness: Harness;
let url: string;
beforeAll(async () => {
  harness = await createHarness();
  url = await harness.start();
});
afterAll(() => harness.close());

const reconcile = async () => (await harness.internal<Reconciliation>('GET', '/internal/reconcile')).body;

beforeEach(async () => {
  harness.payments.payments.length = 0;
  harness.tickets.setViolations([]);
  await harness.pool.query('TRUNCATE orders, customer_limits, outbox, findings');
});

/** A confirmed order of two tickets with all that belongs to it. */
async function confirmed() {
  const user = harness.identity.user();
  const { body: order } = await harness.place(user, standing(await harness.sell(), 2));
  const paymentId = newId();
  await harness.pool.query(`UPDATE orders SET state = 'CONFIRMED', payment_id = $2 WHERE id = $1`, [
    order.id,
    paymentId,
  ]);
  await harness.pool.query('UPDATE outbox SET published_at = now()');
  harness.payments.payments.push({ id: paymentId, orderId: order.id, state: 'CAPTURED' });
  harness.tickets.setTickets(order.id, 2);
  return { order, paymentId };
}

type Confirmed = Awaited<ReturnType<typeof confirmed>>;

it('finds nothing wrong with a system that is right', async () => {
  for (let i = 0; i < 3; i++) await confirmed();
  expect(await reconcile()).toMatchObject({
    suspects: 0,
    violations: [],
    outboxPending: { 'order-service': 0, 'ticket-service': 0, 'payment-service': 0 },
  });
});

const planted: [string, Record<string, number>, (some: Confirmed) => unknown][] = [
  [
    'a confirmed order without a payment',
    { 'confirmed-without-payment': 1 },
    ({ paymentId }) => {
      const { payments } = harness.payments;
      payments.splice(
        payments.findIndex(({ id }) => id === paymentId),
        1,
      );
    },
  ],
  [
    'a confirmed order with two captures',
    { 'confirmed-without-payment': 1, 'capture-without-order': 1 },
    ({ order }) => harness.payments.payments.push({ id: newId(), orderId: order.id, state: 'CAPTURED' }),
  ],
  ['a missing ticket', { 'confirmed-without-tickets': 1 }, ({ order }) => harness.tickets.setTickets(order.id, 1)],
  [
    'money of an order that nobody knows',
    { 'capture-without-order': 1 },
    () => harness.payments.payments.push({ id: newId(), orderId: newId(), state: 'CAPTURED' }),
  ],
  [
    'a limit that counts more than the orders hold',
    { 'customer-limit-mismatch': 1 },
    ({ order }) =>
      harness.pool.query('UPDATE customer_limits SET quantity = quantity + 1 WHERE user_id = $1', [order.userId]),
  ],
  [
    'an outbox that does not empty',
    { 'outbox-stuck': 3 },
    () => harness.pool.query("UPDATE outbox SET published_at = NULL, created_at = now() - interval '2 minutes'"),
  ],
  [
    'what ticket-service finds by itself',
    { 'tier-balanced': 4 },
    () => harness.tickets.setViolations([{ invariant: 'tier-balanced', count: 4, examples: ['a tier'] }]),
  ],
];

it.each(planted)('finds %s', async (_, expected, plant) => {
  const orders = [await confirmed(), await confirmed(), await confirmed()] as const;
  await plant(orders[0]);
  const { violations } = await reconcile();
  expect(Object.fromEntries(violations.map(({ invariant, count }) => [invariant, count]))).toEqual(expected);
  const own = await harness.internal<{ violations: { invariant: string }[] }>('GET', '/internal/invariants');
  expect(own.body.violations.map(({ invariant }) => invariant)).toEqual(expect.arrayContaining(Object.keys(expected)));
});

it('counts a finding only once it has stayed, and drops what has come right', async () => {
  const { order } = await confirmed();
  await harness.start({ RECONCILE_GRACE_MS: '300' });
  harness.tickets.setTickets(order.id, 0);
  expect(await reconcile()).toMatchObject({ suspects: 1, violations: [] });
  harness.tickets.setTickets(order.id, 2);
  expect(await reconcile()).toMatchObject({ suspects: 0, violations: [] });
});

it('hears the services beside the saga, and goes on without those that are away', async () => {
  let answer: StubAnswer = {
    status: 200,
    body: { outboxPending: 7, violations: [{ invariant: 'mails-delivered', count: 2, examples: [] }] },
  };
  const stub = await stubService('notification-service', { 'GET /internal/invariants': () => answer }, harness);
  await eventually(async () =>
    expect(await reconcile()).toMatchObject({
      violations: [{ invariant: 'mails-delivered', count: 2 }],
      outboxPending: { 'notification-service': 7 },
    }),
  );
  answer = { status: 503 };
  const { violations, outboxPending } = await reconcile();
  expect([violations, Object.keys(outboxPending).toSorted()]).toEqual([
    [],
    ['order-service', 'payment-service', 'ticket-service'],
  ]);
  await stub.close();
});

it('exports how long ago the last complete check was', async () => {
  const age = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^reconciler_last_success_age_seconds\{[^}]*\} (\S+)$/m.exec(text)?.[1]);
  };
  await harness.pool.query("UPDATE reconciliation SET checked_at = now() - interval '1 hour'");
  await eventually(async () => expect(await age()).toBeGreaterThanOrEqual(3_600));
  await reconcile();
  await eventually(async () => expect(await age()).toBeLessThan(60));
});

it('concludes nothing while a peer of the saga is away', async () => {
  harness.tickets.behave('reserve', 'work');
  await confirmed();
  await harness.payments.close();
  const { status } = await harness.internal('GET', '/internal/reconcile');
  expect(status).toBe(503);
});

it('exports the invariants as metrics', async () => {
  const text = await (await fetch(`${url}/metrics`)).text();
  for (const invariant of ['confirmed-without-payment', 'seat-has-one-owner', 'provider-mismatch', 'mails-delivered']) {
    expect(text).toMatch(new RegExp(`^invariant_violations\\{invariant="${invariant}"[^}]*\\} 0$`, 'm'));
  }
  expect(text).toMatch(/orders_total\{state="AWAITING_PAYMENT"[^}]*\} \d+/);
});
