import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrderStats } from '@ticketlab/contracts/http/order-stats';
import { newId } from '@ticketlab/testing/new-id';
import pg from 'pg';
import { createPgStatsStore } from '../src/adapters/pg-stats-store.ts';
import type { Transition } from '../src/domain/order.ts';
import { createReadStats } from '../src/usecases/read-stats.ts';
import { createHarness, type Harness } from './harness.ts';

// the service's own pool reads them so, the test's does not
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
  await harness.start();
});
afterAll(() => harness.close());

const minute = 60_000;
// in the middle of a minute, so that no minute ends between two steps
const now = Math.floor(Date.now() / minute) * minute + 30_000;

type Step = [minutesAgo: number, to: Transition['to'], reason?: string];

/** An order that has gone these steps. */
async function keep(steps: Step[], more: { amount?: number; currency?: string; userId?: string; id?: string } = {}) {
  const { amount = 1_000, currency = 'EUR', userId = newId(), id = newId() } = more;
  const history = steps.map(([ago, to, reason = null], index): Transition => {
    const from = steps[index - 1]?.[1] ?? null;
    return { from, to, at: new Date(now - ago * minute).toISOString(), reason, actor: 'system' };
  });
  const last = history.at(-1);
  await harness.pool.query(
    `INSERT INTO orders (id, user_id, event_id, event_title, state, items, quantity, total_amount, currency, payment_id,
       expires_at, history, event_version, created_at, updated_at)
     VALUES ($1, $2, $3, 'An event', $4, '[]', 1, $5, $6, $7, now(), $8, 1, $9, $10)`,
    [id, userId, newId(), last?.to, amount, currency, newId(), JSON.stringify(history), history[0]?.at, last?.at],
  );
  return id;
}

describe('statistics', () => {
  const bought: Step[] = [
    [3, 'PENDING'],
    [3, 'AWAITING_PAYMENT'],
    [2, 'AWAITING_PAYMENT', 'payment-captured'],
    [1, 'CONFIRMED'],
  ];
  const statsAt = (most: number, minutes: number) =>
    createReadStats({ store: createPgStatsStore(harness.pool, most), clock: () => new Date(now) })(minutes);

  beforeAll(async () => {
    await keep(bought, { amount: 2_500 });
    await keep(bought, { amount: 700, currency: 'JPY' });
    // bought long ago, given back now
    await keep([
      [300, 'PENDING'],
      [299, 'AWAITING_PAYMENT', 'payment-captured'],
      [298, 'CONFIRMED'],
      [2, 'REFUNDING'],
      [0, 'REFUNDED'],
    ]);
    await keep(
      [
        [4, 'PENDING'],
        [4, 'AWAITING_PAYMENT'],
        [3, 'EXPIRED'],
        [2, 'REFUNDING', 'captured-too-late'],
      ],
      { amount: 40 },
    );
    await keep([
      [200, 'PENDING'],
      [200, 'REJECTED'],
    ]);
  });

  it('tell minute by minute what orders came to be, and what was captured and refunded', async () => {
    const stats = await statsAt(1_000, 5);
    expect(stats).toMatchObject({ bucketSeconds: 60, complete: true, to: new Date(now).toISOString() });
    expect(stats.buckets).toHaveLength(5);
    const [four, three, two, one, zero] = stats.buckets;
    expect([four, three, two, one, zero].map((bucket) => bucket?.reached.PENDING)).toEqual([1, 2, 0, 0, 0]);
    expect(three?.reached).toMatchObject({ AWAITING_PAYMENT: 2, EXPIRED: 1, CONFIRMED: 0 });
    expect(two?.reached).toMatchObject({ AWAITING_PAYMENT: 0, REFUNDING: 2 });
    expect(two?.revenue).toEqual([
      { currency: 'EUR', captured: 2_540, refunded: 0 },
      { currency: 'JPY', captured: 700, refunded: 0 },
    ]);
    expect(one?.reached.CONFIRMED).toBe(2);
    expect(zero?.revenue).toEqual([{ currency: 'EUR', captured: 0, refunded: 1_000 }]);
    expect(stats.reached).toMatchObject({ PENDING: 3, CONFIRMED: 2, REFUNDED: 1, REJECTED: 0 });
    expect(stats.revenue).toEqual([
      { currency: 'EUR', captured: 2_540, refunded: 1_000 },
      { currency: 'JPY', captured: 700, refunded: 0 },
    ]);
  });

  it('of a day come in longer stretches', async () => {
    const stats = await statsAt(1_000, 1_440);
    expect(stats.bucketSeconds).toBe(720);
    expect(stats.buckets).toHaveLength(120);
    expect(stats.reached).toMatchObject({ PENDING: 5, CONFIRMED: 3, REJECTED: 1 });
  });

  it('say when there were more orders than they look at', async () => {
    expect((await statsAt(2, 5)).complete).toBe(false);
  });

  it('are for admins, and bounded', async () => {
    const ask = (query: string, token: string) =>
      harness.call<OrderStats>('GET', `/api/orders/stats${query}`, { token });
    const admin = harness.identity.admin().token;
    // what two ask at once is asked of the database once
    const [first, second] = await Promise.all([ask('', admin), ask('', admin)]);
    expect([first.status, first.body.buckets.length]).toEqual([200, 60]);
    expect(second.body.asOf).toBe(first.body.asOf);
    expect((await ask('', harness.identity.user().token)).status).toBe(403);
    for (const minutes of ['0', '1441', 'x']) expect((await ask(`?minutes=${minutes}`, admin)).status).toBe(400);
  });
});

it('finds an order by the end of its id, for customers only their own', async () => {
  const customer = harness.identity.user();
  const id = await keep([[1, 'PENDING']], { userId: customer.userId });
  const find = async (shortId: string, token: string) => {
    const path = `/api/orders?shortId=${shortId}`;
    const { status, body } = await harness.call<{ items?: { id: string }[] }>('GET', path, { token });
    return { status, ids: body.items?.map((order) => order.id) };
  };
  const shortId = id.slice(-8);
  const admin = harness.identity.admin().token;
  expect(await find(shortId.toUpperCase(), admin)).toEqual({ status: 200, ids: [id] });
  expect(await find(shortId, customer.token)).toEqual({ status: 200, ids: [id] });
  expect(await find(shortId, harness.identity.user().token)).toEqual({ status: 200, ids: [] });
  expect((await find('xyz', admin)).status).toBe(400);
});
