import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import { type Topic, topics } from '@ticketlab/contracts/topics';
import { collectEvents } from '@ticketlab/testing/events';
import { newId } from '@ticketlab/testing/new-id';
import type { TestUser } from '@ticketlab/testing/tokens';
import { type OrderAnswer, seat, standing } from './box-office.ts';
import { inTheEnd } from './outcomes.ts';
import { createPurchaseLab, type PurchaseLab } from './purchase-lab.ts';
import type { SagaService } from './saga-processes.ts';

// how long it takes is for the benchmarks to say
jest.setTimeout(120_000);

let lab: PurchaseLab;
beforeAll(async () => {
  lab = await createPurchaseLab('purchase');
  await lab.startAll();
});
afterEach(() => lab.expectQuiet());
afterAll(() => lab.close());

/** As a client does that is told to come back: the same key again, until there is an answer. */
async function placeFinally(user: TestUser, event: Event): Promise<OrderAnswer> {
  const key = newId();
  for (;;) {
    const answer = await lab.place(user, event, standing(event, 1), key);
    if (answer.status !== 503 && answer.body.type !== '/problems/idempotency-in-progress') return answer;
  }
}

it('sells a ticket: reserved, paid, confirmed, issued', async () => {
  const event = await lab.sell();
  const user = lab.identity.user();
  const { status, body: order } = await lab.place(user, event, [...standing(event, 2), ...seat(event, 'A-1')]);
  expect({ status, state: order.state }).toEqual({ status: 201, state: 'AWAITING_PAYMENT' });
  const { body: payment } = await lab.pay(user, order.id);
  expect(payment).toMatchObject({ state: 'CAPTURED', amount: { amount: 2 * 2500 + 4000, currency: 'EUR' } });
  await lab.until(order.id, 'CONFIRMED');
  await inTheEnd(async () => {
    expect(await lab.outcomeOf(order.id)).toEqual({
      order: 'CONFIRMED',
      reservation: 'committed',
      tickets: ['valid', 'valid', 'valid'],
      payments: ['CAPTURED captured'],
    });
  });
});

it('sells the last fifty tickets to two hundred concurrent buyers exactly once', async () => {
  const event = await lab.sell({ capacity: 50 });
  const buyers = Array.from({ length: 200 }, () => lab.identity.user());
  const placed = await Promise.all(buyers.map(async (user) => ({ user, answer: await placeFinally(user, event) })));
  const refused = placed.filter(({ answer }) => answer.status === 409);
  expect(new Set(refused.map(({ answer }) => answer.body.type))).toEqual(new Set(['/problems/sold-out']));
  const accepted = placed.flatMap(({ user, answer }) =>
    answer.status === 409 ? [] : [{ user, orderId: answer.body.id }],
  );
  for (const { orderId } of accepted)
    await inTheEnd(async () => expect(await lab.stateOf(orderId)).not.toBe('PENDING'));
  const states = await Promise.all(accepted.map(({ orderId }) => lab.stateOf(orderId)));
  const reserved = accepted.filter((_, index) => states[index] === 'AWAITING_PAYMENT');
  expect(reserved.map(({ orderId }) => orderId)).toHaveLength(50);
  const paid = await Promise.all(reserved.map(({ user, orderId }) => lab.pay(user, orderId)));
  expect(new Set(paid.map(({ status }) => status))).toEqual(new Set([201]));
  for (const { orderId } of reserved) await lab.until(orderId, 'CONFIRMED');
  expect(await lab.placesOf(event)).toEqual({ available: 0, reserved: 0, sold: 50 });
});

it('gives a seat that two want to one of them', async () => {
  const event = await lab.sell();
  const answers = await Promise.all(
    [lab.identity.user(), lab.identity.user()].map((user) => lab.place(user, event, seat(event, 'A-7'))),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answers.find(({ status }) => status === 409)?.body.type).toBe('/problems/seat-taken');
});

it('expires an order whose payment is under way, and refunds the capture that comes after', async () => {
  const event = await lab.sell({ capacity: 3 });
  const user = lab.identity.user();
  const { body: order } = await lab.place(user, event, standing(event, 3));
  const { status, body: payment } = await lab.pay(user, order.id, 'timeoutCaptured');
  expect({ status, state: payment.state }).toEqual({ status: 202, state: 'PROCESSING' });
  // the provider has captured, nobody has heard of it yet, and time runs out
  await lab.rows('order-service', 'UPDATE orders SET expires_at = now() WHERE id = $1', [order.id]);
  await lab.until(order.id, 'REFUNDED');
  expect(await lab.outcomeOf(order.id)).toEqual({
    order: 'REFUNDED',
    reservation: 'released',
    tickets: [],
    payments: ['REFUNDED refunded'],
  });
  expect(await lab.placesOf(event)).toEqual({ available: 3, reserved: 0, sold: 0 });
});

it('lets another card pay after a decline, and a second key finds the payment', async () => {
  const event = await lab.sell();
  const user = lab.identity.user();
  const { body: order } = await lab.place(user, event);
  expect((await lab.pay(user, order.id, 'declined')).status).toBe(402);
  const answers = await Promise.all(Array.from({ length: 5 }, () => lab.pay(user, order.id)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  await lab.until(order.id, 'CONFIRMED');
  expect((await lab.pay(user, order.id)).status).toBe(200);
  expect((await lab.outcomeOf(order.id)).payments).toEqual(['DECLINED declined', 'CAPTURED captured']);
});

it('refunds on an admin’s wish: tickets void, places free, money back', async () => {
  const event = await lab.sell({ capacity: 5 });
  const user = lab.identity.user();
  const { body: order } = await lab.place(user, event, standing(event, 2));
  const { body: payment } = await lab.pay(user, order.id);
  await lab.until(order.id, 'CONFIRMED');
  expect((await lab.refund(payment.id)).status).toBe(202);
  await lab.until(order.id, 'REFUNDED');
  await inTheEnd(async () => {
    expect(await lab.outcomeOf(order.id)).toMatchObject({
      reservation: 'voided',
      tickets: ['void', 'void'],
      payments: ['REFUNDED refunded'],
    });
  });
  expect(await lab.placesOf(event)).toEqual({ available: 5, reserved: 0, sold: 0 });
  expect((await lab.place(user, event, standing(event, 5))).status).toBe(201);
});

it('refunds everybody when the event is cancelled, whoever is just paying or being confirmed', async () => {
  const event = await lab.sell({ capacity: 40 });
  const buyers = Array.from({ length: 30 }, () => lab.identity.user());
  const orders = await Promise.all(
    buyers.map(async (user, index) => {
      const { body: order } = await lab.place(user, event);
      if (index === 10) await lab.cancelEvent(event);
      if (index % 3 !== 0) await lab.pay(user, order.id);
      return order.id;
    }),
  );
  await inTheEnd(async () => {
    for (const { order, payments, tickets } of await Promise.all(orders.map((orderId) => lab.outcomeOf(orderId)))) {
      expect(['CANCELLED', 'REFUNDED', 'REJECTED', 'none']).toContain(order);
      const money = order === 'REFUNDED' ? ['REFUNDED refunded'] : [];
      expect(payments.filter((payment) => !payment.startsWith('DECLINED'))).toEqual(money);
      expect(tickets.filter((status) => status !== 'void')).toEqual([]);
    }
  });
  await inTheEnd(async () => expect(await lab.placesOf(event)).toEqual({ available: 40, reserved: 0, sold: 0 }));
});

it('changes nothing when every event is delivered again, twice and the last one first', async () => {
  const before = await everything();
  for (const topic of topics) {
    const published = await publishedTo(topic);
    const collected = await collectEvents(labTopics(), topic);
    await inTheEnd(() => expect(collected.events.length).toBeGreaterThanOrEqual(published));
    await collected.stop();
    const backwards = collected.events.toReversed();
    for (const event of [...backwards, ...backwards]) await lab.publishAgain(topic, event);
  }
  await lab.untilRead();
  expect(await everything()).toEqual(before);
});

const publishers: Partial<Record<Topic, SagaService>> = {
  'order-events': 'order-service',
  'payment-events': 'payment-service',
  'ticket-events': 'ticket-service',
};

/** How many events the topic holds at least. */
async function publishedTo(topic: Topic): Promise<number> {
  const service = publishers[topic];
  if (service === undefined) return topic === 'event-notifications' ? 2 : 0;
  const outbox = await lab.rows(service, 'SELECT 1 FROM outbox WHERE topic = $1', [topic]);
  return outbox.length;
}

function labTopics() {
  if (lab.topics === null) throw new Error('no topics');
  return lab.topics;
}

/** All that the services know of orders, payments, tickets and places. */
async function everything() {
  return {
    orders: await lab.rows('order-service', 'SELECT id, state, payment_id, history FROM orders ORDER BY id'),
    payments: await lab.rows('payment-service', 'SELECT id, state FROM payments ORDER BY id'),
    charges: await lab.rows('payment-service', 'SELECT id, state FROM simulated_provider.charges ORDER BY id'),
    tickets: await lab.rows('ticket-service', 'SELECT id, status FROM tickets ORDER BY id'),
    tiers: await lab.rows('ticket-service', 'SELECT id, available, reserved, sold FROM tiers ORDER BY id'),
  };
}
