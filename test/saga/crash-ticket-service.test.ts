import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPurchaseLab, type PurchaseLab } from './purchase-lab.ts';
import { withoutKafka } from './saga-processes.ts';

/** Each test starts several processes one after the other. */
const patience = 120_000;

let lab: PurchaseLab;
beforeAll(async () => {
  lab = await createPurchaseLab('crash-ticket');
  await Promise.all([lab.start('order-service'), lab.start('payment-service')]);
}, patience);
afterAll(() => lab.close());

const startDoomed = (place: string, extra: Record<string, string> = withoutKafka) =>
  lab.start('ticket-service', { ...extra, CRASH_AT: place });

it(
  'issuing, reserving, committing, releasing, voiding: the saga goes on where it stood',
  async () => {
    const user = lab.identity.user();
    await startDoomed('issued', {});
    const event = await lab.sell();
    const { body: issued } = await lab.place(user, event);
    const { body: payment } = await lab.pay(user, issued.id);
    await lab.crashed('ticket-service');
    expect((await lab.outcomeOf(issued.id)).tickets).toEqual(['valid']);

    await startDoomed('reserved');
    const placing = lab.place(user, event);
    await lab.crashed('ticket-service');
    expect(await lab.placesOf(event)).toEqual({ available: 98, reserved: 1, sold: 1 });

    await startDoomed('committed');
    const { body: committed } = await placing;
    await lab.until(committed.id, 'AWAITING_PAYMENT');
    await lab.pay(user, committed.id);
    await lab.crashed('ticket-service');
    expect(await lab.outcomeOf(committed.id)).toMatchObject({ order: 'AWAITING_PAYMENT', reservation: 'committed' });

    await startDoomed('released');
    await lab.until(committed.id, 'CONFIRMED');
    const { body: cancelled } = await lab.place(user, event);
    await lab.until(cancelled.id, 'AWAITING_PAYMENT');
    await lab.cancel(user, cancelled.id);
    await lab.crashed('ticket-service');

    await startDoomed('voided', {});
    await lab.refund(payment.id);
    await lab.crashed('ticket-service');

    await lab.start('ticket-service');
    await lab.until(issued.id, 'REFUNDED');
    await lab.expectQuiet(40_000);
    expect(await lab.outcomeOf(issued.id)).toMatchObject({ reservation: 'voided', tickets: ['void'] });
    expect(await lab.outcomeOf(committed.id)).toMatchObject({ order: 'CONFIRMED', tickets: ['valid'] });
    expect(await lab.outcomeOf(cancelled.id)).toMatchObject({ order: 'CANCELLED', reservation: 'released' });
    expect(await lab.placesOf(event)).toEqual({ available: 99, reserved: 0, sold: 1 });
  },
  patience,
);
