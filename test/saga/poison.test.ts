import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { createDeadLetters, type DeadLetters } from '@ticketlab/service-kit/messaging/dead-letters';
import { createKafka, type Kafka } from '@ticketlab/service-kit/messaging/kafka';
import { createLogger } from '@ticketlab/service-kit/telemetry/logger';
import { createEvent, publishMessage } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import type { TestTopics } from '@ticketlab/testing/stores';
import { createPurchaseLab, type PurchaseLab } from './purchase-lab.ts';

const patience = 120_000;

let lab: PurchaseLab;
let topics: TestTopics;
let kafka: Kafka;
let letters: DeadLetters;

beforeAll(async () => {
  lab = await createPurchaseLab('poison');
  if (lab.topics === null) throw new Error('the lab has topics of its own');
  topics = lab.topics;
  kafka = createKafka({
    instance: 'poison-test',
    config: parseConfig({}, { KAFKA_BROKERS: topics.brokers, TOPIC_PREFIX: topics.prefix }),
    log: createLogger({ service: 'poison-test', instance: 'poison-test', level: 'silent' }),
    health: { addDependency: () => undefined },
  });
  letters = createDeadLetters(kafka);
  await lab.startAll();
}, patience);
afterAll(async () => {
  await letters.close();
  await kafka.close();
  await lab.close();
});

const waiting = () => letters.list('payment-events', 10);

async function endOf(partition: number): Promise<string | undefined> {
  const ends = await kafka.withAdmin((admin) => admin.fetchTopicOffsets(`${topics.prefix}payment-events`));
  return ends.find((end) => end.partition === partition)?.high;
}

it(
  'a record that order-service cannot take waits among the dead letters while its partition moves on',
  async () => {
    const event = await lab.sell();
    const user = lab.identity.user();
    const orderId = (await lab.place(user, event)).body.id;
    // a slip in a migration: the one order cannot take its payment
    await lab.rows(
      'order-service',
      `ALTER TABLE orders ADD CONSTRAINT slip CHECK (id <> '${orderId}' OR payment_id IS NULL)`,
    );
    const { id: paymentId, amount } = (await lab.pay(user, orderId)).body;
    await eventually(async () => expect(await waiting()).toHaveLength(1), { timeoutMs: 25_000 });
    await publishMessage(topics, 'payment-events', { key: paymentId, value: '{"type":' });
    const data = { paymentId, orderId: newId(), userId: user.userId, amount, reason: null };
    const stray = { type: 'ticketlab.payment.captured.v1', subject: paymentId, aggregateVersion: 2, data } as const;
    await lab.publishAgain('payment-events', createEvent(stray, 'payment-service'));
    await eventually(async () => expect(await waiting()).toHaveLength(3), { timeoutMs: 25_000 });
    const [refused, poison, unknown] = await waiting();
    expect([refused?.error, poison?.error, unknown?.error]).toEqual([
      expect.stringContaining('slip'),
      expect.stringContaining('SyntaxError'),
      expect.stringContaining('OrderNotFoundError'),
    ]);
    const partition = refused?.partition ?? -1;
    expect([poison?.partition, unknown?.partition]).toEqual([partition, partition]);

    const end = await endOf(partition);
    while ((await endOf(partition)) === end) {
      const customer = lab.identity.user();
      const bought = (await lab.place(customer, event)).body.id;
      expect((await lab.pay(customer, bought)).status).toBe(201);
      await lab.until(bought, 'CONFIRMED');
    }
    await eventually(async () => {
      const { violations } = await lab.reconcile();
      expect(violations).toMatchObject([{ invariant: 'capture-without-order', count: 1 }]);
    });

    await lab.rows('order-service', 'ALTER TABLE orders DROP CONSTRAINT slip');
    expect(await letters.replay('payment-events', refused?.id ?? '')).toBe(true);
    for (const letter of [poison, unknown]) {
      expect(await letters.discard('payment-events', letter?.id ?? '')).toBe(true);
    }
    await lab.until(orderId, 'CONFIRMED');
    await lab.expectQuiet();
    expect(await waiting()).toEqual([]);
    expect(await lab.outcomeOf(orderId)).toEqual({
      order: 'CONFIRMED',
      reservation: 'committed',
      tickets: ['valid'],
      payments: ['CAPTURED captured'],
    });
  },
  patience,
);
