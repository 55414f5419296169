import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import { inTheEnd } from './outcomes.ts';
import { createPurchaseLab, type PurchaseLab } from './purchase-lab.ts';
import { withoutKafka } from './saga-processes.ts';

/** Each test starts several processes one after the other. */
const patience = 120_000;

let lab: PurchaseLab;
let event: Event;
/** Its payment never reached the provider at first; refunded by the second test. */
let opened: Awaited<ReturnType<typeof order>>;

beforeAll(async () => {
  lab = await createPurchaseLab('crash-payment');
  await Promise.all([lab.start('order-service'), lab.start('ticket-service')]);
  event = await lab.sell();
}, patience);
afterAll(() => lab.close());

/** Starts payment-service so that it dies at the place. What it owes waits a minute. */
const startDoomed = (place: string, extra: Record<string, string> = withoutKafka) =>
  lab.start('payment-service', { ...extra, CRASH_AT: place, WORK_DUE_MS: '60000' });

/** What is owed falls due now. */
const makeDue = () => lab.rows('payment-service', 'UPDATE payments SET work_due = now() WHERE work IS NOT NULL');

async function order() {
  const user = lab.identity.user();
  return { user, orderId: (await lab.place(user, event)).body.id };
}

it(
  'paying: a successor asks the provider what happened, and nothing is charged twice',
  async () => {
    opened = await order();
    const [answered, settled] = [await order(), await order()];
    for (const [place, { user, orderId }, left] of [
      ['payment-opened', opened, 'PROCESSING unknown'],
      ['provider-answered', answered, 'PROCESSING captured'],
      ['payment-settled', settled, 'CAPTURED captured'],
    ] as const) {
      await startDoomed(place);
      await expect(lab.pay(user, orderId)).rejects.toThrow();
      await lab.crashed('payment-service');
      expect((await lab.outcomeOf(orderId)).payments).toEqual([left]);
    }

    // lives on until it is to refund something
    await startDoomed('refund-opened', {});
    await inTheEnd(async () => {
      await makeDue();
      // what never reached the provider is voided there once it cannot arrive any more
      expect((await lab.outcomeOf(opened.orderId)).payments).toEqual(['DECLINED voided']);
    });
    for (const { orderId } of [answered, settled]) await lab.until(orderId, 'CONFIRMED');
    expect(await lab.stateOf(opened.orderId)).toBe('AWAITING_PAYMENT');
    expect((await lab.pay(opened.user, opened.orderId)).status).toBe(201);
    await lab.until(opened.orderId, 'CONFIRMED');
  },
  patience,
);

it(
  'refunding: the money goes back once',
  async () => {
    const payments = async () => (await lab.outcomeOf(opened.orderId)).payments.at(-1);
    const [payment] = await lab.rows<{ id: string }>(
      'payment-service',
      "SELECT id FROM payments WHERE order_id = $1 AND state = 'CAPTURED'",
      [opened.orderId],
    );
    await lab.refund(payment?.id ?? '');
    await lab.crashed('payment-service');
    expect(await payments()).toBe('REFUNDING captured');
    await startDoomed('provider-refunded');
    await makeDue();
    await lab.crashed('payment-service');
    expect(await payments()).toBe('REFUNDING refunded');
    await startDoomed('payment-refunded');
    await makeDue();
    await lab.crashed('payment-service');
    expect(await payments()).toBe('REFUNDED refunded');

    await lab.start('payment-service');
    await lab.until(opened.orderId, 'REFUNDED');
    await lab.expectQuiet();
    expect(await lab.outcomeOf(opened.orderId)).toEqual({
      order: 'REFUNDED',
      reservation: 'voided',
      tickets: ['void'],
      payments: ['DECLINED voided', 'REFUNDED refunded'],
    });
    expect(await lab.placesOf(event)).toEqual({ available: 98, reserved: 0, sold: 2 });
  },
  patience,
);
