import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import { newId } from '@ticketlab/testing/new-id';
import type { TestUser } from '@ticketlab/testing/tokens';
import { standing } from './box-office.ts';
import { inTheEnd } from './outcomes.ts';
import { createPurchaseLab, type PurchaseLab } from './purchase-lab.ts';
import { withoutKafka } from './saga-processes.ts';

/** Each test starts several processes one after the other. */
const patience = 120_000;

let lab: PurchaseLab;
let event: Event;
/** Brought to CONFIRMED by the first test, through three crashes; refunded by the last. */
let survivor: string;

beforeAll(async () => {
  lab = await createPurchaseLab('crash-order');
  await Promise.all([lab.start('payment-service'), lab.start('ticket-service')]);
}, patience);
afterAll(() => lab.close());

/** Starts order-service so that it dies at the place, as if somebody had pulled the plug. What it owes waits a minute. */
const startDoomed = (place: string, extra: Record<string, string> = withoutKafka) =>
  lab.start('order-service', { ...extra, CRASH_AT: place, WORK_DUE_MS: '60000' });

/** What is owed falls due now. */
const makeDue = () => lab.rows('order-service', 'UPDATE orders SET work_due = now() WHERE work IS NOT NULL');

async function lastOrder(): Promise<string> {
  const [order] = await lab.rows<{ id: string }>('order-service', 'SELECT id FROM orders ORDER BY id DESC LIMIT 1');
  return order?.id ?? 'none';
}

it(
  'confirming: one capture and one commit, whoever makes them',
  async () => {
    await startDoomed('capture-noted', {});
    event = await lab.sell();
    const user = lab.identity.user();
    survivor = (await lab.place(user, event)).body.id;
    expect((await lab.pay(user, survivor)).status).toBe(201);
    await lab.crashed('order-service');
    expect(await lab.outcomeOf(survivor)).toMatchObject({ order: 'AWAITING_PAYMENT', reservation: 'reserved' });

    await startDoomed('committed');
    await makeDue();
    await lab.crashed('order-service');
    expect(await lab.outcomeOf(survivor)).toMatchObject({ order: 'AWAITING_PAYMENT', reservation: 'committed' });

    await startDoomed('confirmed');
    await makeDue();
    await lab.crashed('order-service');
    expect(await lab.stateOf(survivor)).toBe('CONFIRMED');
    expect(await lab.placesOf(event)).toEqual({ available: 99, reserved: 0, sold: 1 });
  },
  patience,
);

it(
  'placing: a successor brings the order to its reservation, and the same key finds it',
  async () => {
    const begun: { orderId: string; user: TestUser; key: string }[] = [];
    for (const [place, stateLeft] of [
      ['order-placed', 'PENDING'],
      ['reserved', 'PENDING'],
      ['awaiting-payment', 'AWAITING_PAYMENT'],
    ] as const) {
      await startDoomed(place);
      const [user, key] = [lab.identity.user(), newId()];
      await expect(lab.place(user, event, standing(event, 1), key)).rejects.toThrow();
      await lab.crashed('order-service');
      const orderId = await lastOrder();
      expect(await lab.stateOf(orderId)).toBe(stateLeft);
      begun.push({ orderId, user, key });
    }
    await lab.start('order-service', withoutKafka);
    await makeDue();
    await lab.rows('order-service', 'UPDATE idempotency_keys SET lease_until = now()');
    for (const { orderId, user, key } of begun) {
      await lab.until(orderId, 'AWAITING_PAYMENT');
      const again = await lab.place(user, event, standing(event, 1), key);
      expect(again).toMatchObject({ status: 201, body: { id: orderId, state: 'AWAITING_PAYMENT' } });
    }
    expect(await lab.placesOf(event)).toEqual({ available: 96, reserved: 3, sold: 1 });
    for (const { orderId, user } of begun) await lab.cancel(user, orderId);
    await inTheEnd(async () => expect(await lab.placesOf(event)).toMatchObject({ available: 99, reserved: 0 }));
  },
  patience,
);

it(
  'expiring and cancelling: the places come back',
  async () => {
    const user = lab.identity.user();
    const [expired, cancelled] = [(await lab.place(user, event)).body.id, (await lab.place(user, event)).body.id];
    await lab.stop('order-service');

    await startDoomed('ended');
    await lab.rows('order-service', 'UPDATE orders SET expires_at = now() WHERE id = $1', [expired]);
    await lab.crashed('order-service');
    expect(await lab.outcomeOf(expired)).toMatchObject({ order: 'EXPIRED', reservation: 'reserved' });

    await startDoomed('released');
    await lab.cancel(user, cancelled).catch(() => undefined);
    await lab.crashed('order-service');
    expect(await lab.outcomeOf(cancelled)).toMatchObject({ order: 'CANCELLED', reservation: 'released' });

    await lab.start('order-service', withoutKafka);
    await makeDue();
    await inTheEnd(async () => expect(await lab.placesOf(event)).toMatchObject({ available: 99, reserved: 0 }));
    expect(await lab.outcomeOf(expired)).toMatchObject({ order: 'EXPIRED', reservation: 'released' });
    await lab.stop('order-service');
  },
  patience,
);

it(
  'refunding: asked for once, told once, and the system is whole afterwards',
  async () => {
    await startDoomed('refund-requested');
    const wish = { reason: 'goodwill', actor: `admin:${newId()}` };
    await lab.internal('order-service', 'POST', `/internal/orders/${survivor}/refund`, wish).catch(() => undefined);
    await lab.crashed('order-service');
    expect(await lab.outcomeOf(survivor)).toMatchObject({ order: 'REFUNDING', payments: ['CAPTURED captured'] });

    // publishes what its predecessors could not, and dies when it has heard of the refund
    await lab.runUntilCrash('order-service', { CRASH_AT: 'refunded' });
    expect(await lab.stateOf(survivor)).toBe('REFUNDED');

    await lab.start('order-service');
    await lab.expectQuiet();
    expect(await lab.outcomeOf(survivor)).toEqual({
      order: 'REFUNDED',
      reservation: 'voided',
      tickets: ['void'],
      payments: ['REFUNDED refunded'],
    });
    expect(await lab.placesOf(event)).toEqual({ available: 100, reserved: 0, sold: 0 });

    const user = lab.identity.user();
    const { body: order } = await lab.place(user, event);
    // those that died above are still announced: three tries may meet them all, and a customer would try again
    await inTheEnd(async () => expect((await lab.pay(user, order.id)).status).toBe(201));
    await lab.until(order.id, 'CONFIRMED');
    await lab.expectQuiet();
  },
  patience,
);
