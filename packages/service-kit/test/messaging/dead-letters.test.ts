import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestTopics, type TestTopics } from '@ticketlab/testing/stores';
import { createConsumer } from '../../src/messaging/consumer.ts';
import { createDeadLetters, type DeadLetters } from '../../src/messaging/dead-letters.ts';
import { DomainError } from '../../src/messaging/errors.ts';
import { createKafka, type Kafka } from '../../src/messaging/kafka.ts';
import { deadLetterDepth } from '../../src/messaging/lag.ts';
import { createDataKit, type LogLine } from '../data-kit.ts';
import { erasure, newId, range } from './messaging-rig.ts';

let topics: TestTopics;
let kafka: Kafka;
let letters: DeadLetters;
let stop: () => Promise<void>;
const received: number[] = [];
let logged: LogLine[];

beforeAll(async () => {
  topics = await createTestTopics('letters');
  const kit = createDataKit({ topicPrefix: topics.prefix, brokers: topics.brokers });
  logged = kit.logged;
  kafka = createKafka(kit);
  letters = createDeadLetters(kafka);
  const consumer = createConsumer(kit, kafka, {
    group: 'failing',
    topics: {
      'user-events': (event, { offset }) => {
        received.push(event.aggregateversion);
        if (Number(offset) < 4) throw new DomainError('conflict', `cannot take ${event.aggregateversion}`);
        return Promise.resolve();
      },
    },
  });
  await consumer.start();
  const subject = newId();
  for (const version of range(1, 4)) {
    await publishEvent(topics, 'user-events', createEvent(erasure(subject, version), 'user-service'));
  }
  await eventually(async () => expect(await deadLetterDepth(kafka, 'user-events')).toBe(4));
  stop = async () => {
    await consumer.stop();
    await letters.close();
    await kafka.close();
    await topics.drop();
  };
});
afterAll(() => stop());

const listed = async () => (await letters.list('user-events', 10)).map(({ error }) => error.replace(/\D/g, ''));

describe('dead letters', () => {
  beforeEach(() => {
    received.length = 0;
  });

  it('are listed oldest first, up to a limit, and found by their id', async () => {
    expect(await listed()).toEqual(['1', '2', '3', '4']);
    const [first, second] = await letters.list('user-events', 2);
    expect(await letters.list('user-events', 2)).toHaveLength(2);
    expect(await letters.get('user-events', second?.id ?? '')).toEqual(second);
    expect(first).toMatchObject({ group: 'failing', attempts: 3, topic: 'user-events', offset: '0' });
    expect(await letters.get('user-events', newId())).toBeUndefined();
    expect(await letters.list('ticket-events', 10)).toEqual([]);
  });

  it('can be discarded from the middle; the others stay', async () => {
    const third = (await letters.list('user-events', 10))[2];
    expect(await letters.discard('user-events', third?.id ?? '')).toBe(true);
    expect(await listed()).toEqual(['1', '2', '4']);
    expect(await deadLetterDepth(kafka, 'user-events')).toBe(3);
    expect(await letters.discard('user-events', third?.id ?? '')).toBe(false);
  });

  it('can be replayed one after the other until none is left, with all that was in them, which the log tells', async () => {
    const waiting = await letters.list('user-events', 10);
    for (const { id } of waiting) expect(await letters.replay('user-events', id)).toBe(true);
    await eventually(() => expect(received).toEqual([1, 2, 4]));
    await eventually(() => {
      const told = logged.filter(({ event }) => event === 'dead-letter-replayed');
      expect(told).toHaveLength(3);
      expect(told[0]).toMatchObject({ consumer: 'failing', topic: 'user-events', key: waiting[0]?.key });
    });
    expect(await deadLetterDepth(kafka, 'user-events')).toBe(0);
    expect(await letters.list('user-events', 10)).toEqual([]);
  });
});
