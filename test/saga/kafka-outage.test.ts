import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTopics } from '@ticketlab/service-kit/messaging/topics';
import { createTestPublisher, type TestPublisher } from '@ticketlab/testing/kafka-clients';
import { createTestKafka, type OwnStore } from '@ticketlab/testing/stores';
import { createPurchaseLab, type PurchaseLab } from './purchase-lab.ts';

const patience = 120_000;
const outageMs = 20_000;

let kafka: OwnStore;
let publisher: TestPublisher;
let lab: PurchaseLab;

beforeAll(async () => {
  kafka = await createTestKafka();
  await createTopics([kafka.url], { partitions: 2, retentionHours: 1 });
  publisher = await createTestPublisher(kafka.url);
  lab = await createPurchaseLab('kafka-outage', {
    brokers: kafka.url,
    publish: (topic, event) => publisher.publish(topic, { key: event.subject, value: JSON.stringify(event) }),
  });
  await lab.startAll();
}, patience);
afterAll(async () => {
  await publisher.close();
  await lab.close();
  await kafka.stop();
});

it(
  'completes every order that was accepted while Kafka was down, and none twice',
  async () => {
    const event = await lab.sell({ capacity: 200 });
    const orders: string[] = [];
    async function buy(): Promise<void> {
      const user = lab.identity.user();
      const { status, body: order } = await lab.place(user, event);
      expect(status).toBe(201);
      expect((await lab.pay(user, order.id)).status).toBe(201);
      orders.push(order.id);
    }
    await buy();
    const began = Date.now();
    await kafka.kill();
    // the outage has to last; what is bought during it is paid, and waits
    while (Date.now() - began < outageMs) {
      await buy();
      await sleep(1_000);
    }
    expect(orders.length).toBeGreaterThan(5);
    expect(await lab.stateOf(orders.at(-1) ?? '')).toBe('AWAITING_PAYMENT');
    await kafka.restart();
    for (const orderId of orders) await lab.until(orderId, 'CONFIRMED', 60_000);
    await lab.expectQuiet(60_000);
    for (const orderId of orders) {
      expect(await lab.outcomeOf(orderId)).toEqual({
        order: 'CONFIRMED',
        reservation: 'committed',
        tickets: ['valid'],
        payments: ['CAPTURED captured'],
      });
    }
    expect(await lab.placesOf(event)).toEqual({ available: 200 - orders.length, reserved: 0, sold: orders.length });
  },
  patience,
);
