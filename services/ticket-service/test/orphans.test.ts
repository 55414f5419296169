import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { type StubService, stubService } from '@ticketlab/testing/stub-service';
import { deleteReleased } from '../src/adapters/reservation-retention.ts';
import { createHarness, type Harness } from './harness.ts';
import { act, inMinutes, orderOf, reserve } from './reserving.ts';

let harness: Harness;
let url: string;
let orderService: StubService;
/** What order-service knows; not listed is unknown, `silent` gets no answer. */
const states = new Map<string, OrderState | 'silent'>();

beforeAll(async () => {
  harness = await createHarness();
  orderService = await stubService(
    'order-service',
    {
      'GET /internal/orders/:id': ({ params: { id = '' } }) => {
        const state = states.get(id);
        if (state === undefined) return { status: 404, body: { type: '/problems/not-found', title: '', status: 404 } };
        if (state === 'silent') return { status: 500, body: { type: '/problems/internal', title: '', status: 500 } };
        const total = { amount: 1, currency: 'EUR' };
        const order = { id, userId: newId(), eventId: newId(), state, total, paymentId: null, expiresAt: null };
        return { status: 200, body: order };
      },
    },
    harness,
  );
  url = await harness.start({ ORPHAN_MARGIN_MS: '100', ORPHAN_SWEEP_MS: '20' });
});
afterEach(() => harness.expectInvariants());
afterAll(async () => {
  await orderService.close();
  await harness.close();
});

const askedFor = (orderId: string) => orderService.requests.filter(({ params }) => params['id'] === orderId).length;

it('frees a reservation past its time only when order-service has ended or never known the order', async () => {
  const { eventId, tierId } = await harness.sell(50);
  const expiresAt = inMinutes(-1).toISOString();
  const held: string[] = [];
  const freed: string[] = [];
  const place = async (state: OrderState | 'silent' | undefined, isFreed: boolean, more = {}) => {
    const order = orderOf(eventId, [{ tierId }], { expiresAt, ...more });
    if (state !== undefined) states.set(order.orderId, state);
    expect((await reserve(url, order)).status).toBe(200);
    (isFreed ? freed : held).push(order.orderId);
    return order.orderId;
  };
  for (const state of ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'silent'] as const) await place(state, false);
  for (const state of ['REJECTED', 'CANCELLED', 'EXPIRED', 'REFUNDING', 'REFUNDED', undefined] as const) {
    await place(state, true);
  }
  const young = await place('EXPIRED', false, { expiresAt: inMinutes(1).toISOString() });
  const sold = await place('AWAITING_PAYMENT', false);
  await act(url, sold, 'commit');
  states.set(sold, 'EXPIRED');

  await eventually(async () => expect(await harness.numbers(tierId)).toMatchObject({ reserved: 5, sold: 1 }));
  for (const orderId of freed) {
    expect((await act(url, orderId, 'commit')).body.type).toBe('/problems/reservation-released');
    expect(askedFor(orderId)).toBe(1);
  }
  // asked again and again, and never freed while it lives
  for (const orderId of held.slice(0, 3)) await eventually(() => expect(askedFor(orderId)).toBeGreaterThan(2));
  expect(await harness.numbers(tierId)).toEqual({ capacity: 50, available: 44, reserved: 5, sold: 1 });
  expect(askedFor(young)).toBe(0);
});

it('forgets released reservations after their time, and nothing else', async () => {
  const { eventId, tierId } = await harness.sell(5);
  const [old, recent, kept] = [0, 1, 2].map(() => orderOf(eventId, [{ tierId }]).orderId) as [string, string, string];
  await reserve(url, { ...orderOf(eventId, [{ tierId }]), orderId: kept });
  for (const orderId of [old, recent]) await act(url, orderId, 'release');
  await harness.db.query(`UPDATE reservations SET ended_at = now() - interval '31 days' WHERE order_id = $1`, [old]);
  expect(await deleteReleased(harness.db, 30, 100)).toBe(1);
  const { rows } = await harness.db.query('SELECT FROM reservations WHERE order_id = ANY($1)', [[old, recent, kept]]);
  expect(rows).toHaveLength(2);
});
