import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Topic } from '@ticketlab/contracts/topics';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createService, type Kit, type Service } from '../../src/kit.ts';
import { createConsumer } from '../../src/messaging/consumer.ts';
import { createDeadLetters, type DeadLetters } from '../../src/messaging/dead-letters.ts';
import { onceInTx } from '../../src/messaging/inbox.ts';
import { createKafka } from '../../src/messaging/kafka.ts';
import { createRig, erasure, newId } from '../messaging/messaging-rig.ts';
import { createTestKit } from '../test-service.ts';
import { type FaultBook, openFaultBook } from './fault-book.ts';
import { expectProbesSpared, scrape } from './telemetry.ts';

const topic = 'user-events' satisfies Topic;
const group = 'ticket-service';
const target = { service: 'ticket-service' } as const;

let redis: TestRedis;
let book: FaultBook;
let rig: Awaited<ReturnType<typeof createRig>>;
let letters: DeadLetters;
let service: Service;
let url: string;
let subject: string;

/** A consumer whose effect and inbox row are one transaction, as every consumer's are. */
function createTickets(kit: Kit): Service {
  const kafka = createKafka(kit);
  const { db } = rig.first;
  const consumer = createConsumer(kit, kafka, {
    group,
    topics: {
      'user-events': (event) =>
        db.tx(async (client) => {
          if (!(await onceInTx(client, group, event.id))) return;
          await client.query('INSERT INTO effect (subject, version) VALUES ($1, $2)', [
            event.subject,
            event.aggregateversion,
          ]);
        }),
    },
  });
  return createService(kit, { routes: [], workers: [consumer], close: () => kafka.close() });
}

beforeAll(async () => {
  [redis, rig] = await Promise.all([createTestRedis(), createRig()]);
  await rig.first.db.query('CREATE TABLE effect (subject text NOT NULL, version int NOT NULL)');
  letters = createDeadLetters(rig.first.kafka);
  book = await openFaultBook(redis.url);
  const env = { KAFKA_BROKERS: rig.topics.brokers, TOPIC_PREFIX: rig.topics.prefix };
  service = createTickets(createTestKit({ name: 'ticket-service', redis, env }));
  url = `http://127.0.0.1:${(await service.start()).port}`;
});
afterAll(async () => {
  await service.close();
  await letters.close();
  book.close();
  await rig.close();
  await redis.stop();
});
beforeEach(() => {
  subject = newId();
});

async function publish(...versions: number[]): Promise<void> {
  for (const version of versions)
    await publishEvent(rig.topics, topic, createEvent(erasure(subject, version), 'user-service'));
}

async function effects(): Promise<number[]> {
  const { rows } = await rig.first.db.query<{ version: number }>(
    'SELECT version FROM effect WHERE subject = $1 ORDER BY version',
    [subject],
  );
  return rows.map(({ version }) => version);
}

const consumed = async (result: string) => (await scrape(url)).value('messages_consumed_total', { topic, result });
const lag = async () => (await scrape(url)).value('kafka_consumer_lag', { topic });
const active = async () => (await scrape(url)).value('lab_faults_active');

it('consumer-pause: lag grows while nothing is lost, and is worked off', async () => {
  await publish(1);
  await eventually(async () => expect(await effects()).toEqual([1]));
  await eventually(async () => expect(await lag()).toBe(0));

  const paused = await book.start({ kind: 'consumer-pause', target, parameters: { topic } });
  await eventually(async () => expect(await active()).toBe(1));
  await publish(2, 3);
  await eventually(async () => expect(await lag()).toBe(2));
  await eventually(() => expectProbesSpared(url));
  expect(await effects()).toEqual([1]);
  await book.stop(paused);
  await eventually(async () => expect(await effects()).toEqual([1, 2, 3]));
  await eventually(async () => expect(await lag()).toBe(0));

  await book.start({ kind: 'consumer-pause', target, parameters: { topic: 'all' }, ttlSeconds: 2 });
  await eventually(async () => expect(await active()).toBe(1));
  await publish(4);
  await eventually(async () => expect(await lag()).toBe(1));
  await eventually(async () => expect(await effects()).toEqual([1, 2, 3, 4]));
});

it('poison-message: good records become dead letters, and can be replayed once it is over', async () => {
  await publish(1);
  await eventually(async () => expect(await effects()).toEqual([1]));
  expect(await consumed('dead-lettered')).toBe(0);

  const poison = await book.start({ kind: 'poison-message', target, parameters: { topic }, probability: 1 });
  await eventually(async () => expect(await active()).toBe(1));
  await publish(2);
  await eventually(async () => expect(await consumed('dead-lettered')).toBe(1));
  await eventually(() => expectProbesSpared(url));
  const [letter] = (await letters.list(topic, 10)).filter(({ key }) => key === subject);
  expect(letter?.error).toMatch(/^SyntaxError/);
  await book.stop(poison);
  await eventually(async () => expect(await active()).toBe(0));
  await publish(3);
  await eventually(async () => expect(await effects()).toEqual([1, 3]));
  expect(await letters.replay(topic, letter?.id ?? '')).toBe(true);
  await eventually(async () => expect(await effects()).toEqual([1, 2, 3]));

  await book.start({ kind: 'poison-message', target, parameters: { topic }, probability: 1, ttlSeconds: 1 });
  await eventually(async () => expect(await active()).toBe(1));
  await eventually(async () => expect(await active()).toBe(0));
  await publish(4);
  await eventually(async () => expect(await effects()).toEqual([1, 2, 3, 4]));
  expect(await consumed('dead-lettered')).toBe(1);
});

it('duplicate-delivery: each record is handled twice, and its effect is single', async () => {
  await publish(1);
  await eventually(async () => expect(await effects()).toEqual([1]));
  expect(await consumed('duplicate')).toBe(0);

  const twice = await book.start({ kind: 'duplicate-delivery', target, parameters: { topic } });
  await eventually(async () => expect(await active()).toBe(1));
  await publish(2, 3);
  await eventually(async () => expect(await consumed('duplicate')).toBe(2));
  await eventually(() => expectProbesSpared(url));
  expect(await effects()).toEqual([1, 2, 3]);
  await book.stop(twice);

  await book.start({ kind: 'duplicate-delivery', target, parameters: { topic }, ttlSeconds: 1 });
  await eventually(async () => expect(await active()).toBe(1));
  await eventually(async () => expect(await active()).toBe(0));
  await publish(4);
  await eventually(async () => expect(await effects()).toEqual([1, 2, 3, 4]));
  expect(await consumed('duplicate')).toBe(2);
});
