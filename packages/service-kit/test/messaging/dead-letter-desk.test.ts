import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, createTestTopics, type TestRedis, type TestTopics } from '@ticketlab/testing/stores';
import { createPendingAuditRelay } from '../../src/audit/pending-audit.ts';
import { toDeadLetter } from '../../src/messaging/dead-letter-record.ts';
import { createDeadLetterDesk, type DeadLetterDesk } from '../../src/messaging/dead-letter-desk.ts';
import { createDeadLetters, type DeadLetters } from '../../src/messaging/dead-letters.ts';
import { createKafka, type Kafka } from '../../src/messaging/kafka.ts';
import { deadLetterDepth } from '../../src/messaging/lag.ts';
import { createPublisher } from '../../src/messaging/publisher.ts';
import { createRedis, type Redis, waitForRedis } from '../../src/redis/connect.ts';
import { createDataKit } from '../data-kit.ts';
import { newId } from './messaging-rig.ts';

const topic = 'user-events';
const admins = ['admin:ada', 'admin:bo'] as const;

let topics: TestTopics;
let store: TestRedis;
let redis: Redis;
let kit: ReturnType<typeof createDataKit>;
let kafka: Kafka;
/** As in two replicas, or a replica and a command line. */
let letters: [DeadLetters, DeadLetters];
let desks: [DeadLetterDesk, DeadLetterDesk];

beforeAll(async () => {
  [topics, store] = await Promise.all([createTestTopics('desk'), createTestRedis()]);
  kit = createDataKit({ topicPrefix: topics.prefix, brokers: topics.brokers });
  kafka = createKafka(kit);
  redis = createRedis(store.url, 'test');
  await waitForRedis(redis, 5_000);
  letters = [createDeadLetters(kafka), createDeadLetters(kafka)];
  const desk = (of: DeadLetters) => createDeadLetterDesk(of, redis, kafka.prefix);
  desks = [desk(letters[0]), desk(letters[1])];
});
afterAll(async () => {
  await Promise.all(letters.map((one) => one.close()));
  await kafka.close();
  redis.disconnect();
  await Promise.all([topics.drop(), store.stop()]);
});
beforeEach(async () => {
  await redis.flushall();
});

/** Dead letters of one aggregate, so that they lie in one partition; resolves to their ids, oldest first. */
async function bury(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  const publisher = createPublisher(kafka);
  const at = new Date().toISOString();
  await publisher.publish(
    ids.map((id, index) => {
      const message = {
        key: Buffer.from('one'),
        value: Buffer.from('{}'),
        timestamp: '0',
        attributes: 0,
        offset: '0',
        size: 0,
      };
      const origin = {
        id,
        group: 'failing',
        error: 'x',
        attempts: 3,
        topic,
        partition: 0,
        offset: String(index),
      } as const;
      return toDeadLetter(message, { ...origin, publishedAt: at, failedAt: at }, kafka.prefix);
    }),
  );
  await publisher.close();
  return ids;
}

const pending = async () =>
  Object.values(await redis.hgetall('audit:pending')).map((text) => JSON.parse(text) as AuditRecord);
const left = async () => (await letters[0].list(topic, 50)).map(({ id }) => id).sort();

describe('two admins at once', () => {
  it('replay one letter once, and it does not come back', async () => {
    const [first = '', second = '', third = ''] = await bury(3);
    const results = await Promise.all([
      desks[0].replay(topic, third, admins[0]),
      desks[1].replay(topic, third, admins[1]),
    ]);
    expect(results.sort()).toEqual([false, true]);
    expect(await left()).toEqual([first, second].sort());
    expect(await pending()).toHaveLength(1);
    await Promise.all([desks[0].discard(topic, second, admins[0]), desks[1].replay(topic, first, admins[1])]);
    expect(await left()).toEqual([]);
    expect(await deadLetterDepth(kafka, topic)).toBe(0);
  });
});

describe('the audit log', () => {
  it('is told who replayed or discarded what, as soon as it can be', async () => {
    const [first = '', second = ''] = await bury(2);
    await desks[0].replay(topic, first, admins[0]);
    await desks[1].discard(topic, second, admins[1]);
    expect(await desks[1].discard(topic, second, admins[1])).toBe(false);

    const recorded: AuditRecord[] = [];
    let isAway = true;
    const relay = createPendingAuditRelay(
      { log: kit.log, redis },
      {
        record: (entry) => {
          if (isAway) return Promise.reject(new Error('notification-service is away'));
          recorded.push(entry);
          return Promise.resolve();
        },
        isRefusal: () => false,
      },
    );
    await relay.start();
    await eventually(() => expect(kit.logged.some(({ msg }) => msg === 'round failed')).toBe(true));
    expect(await pending()).toHaveLength(2);
    isAway = false;
    relay.wake();
    await eventually(async () => expect(await pending()).toEqual([]));
    await relay.stop();
    const detail = { topic, group: 'failing', key: 'one' };
    expect(recorded).toMatchObject([
      { actor: admins[0], action: 'dead-letter.replayed', subject: first, detail },
      { actor: admins[1], action: 'dead-letter.discarded', subject: second, detail },
    ]);
  });

  it('is noted before anything happens to the letter: without Redis nothing does', async () => {
    const [id = ''] = await bury(1);
    await store.kill();
    await expect(desks[0].discard(topic, id, admins[0])).rejects.toThrow('redis');
    expect(await left()).toEqual([id]);
    await store.restart();
  });
});
