import { randomUUID } from 'node:crypto';
import { type Topic, deadLetterTopic } from '@ticketlab/contracts/topics';
import type { KafkaMessage } from 'kafkajs';
import {
  type DeadLetterOrigin,
  originalHeaders,
  parseOrigin,
  replayGroupHeader,
  toHeaders,
} from './dead-letter-record.ts';
import { DependencyError } from './errors.ts';
import { type Kafka, toDependencyError } from './kafka.ts';
import { createPublisher, type OutgoingMessage } from './publisher.ts';

export interface DeadLetter extends DeadLetterOrigin {
  key: string | null;
  /** The message as text: it may be anything but a valid event. */
  value: string;
}

export interface DeadLetters {
  /** The oldest `limit` dead letters of the topic. */
  list(topic: Topic, limit: number): Promise<DeadLetter[]>;
  get(topic: Topic, id: string): Promise<DeadLetter | undefined>;
  /**
   * Publishes it again on its topic, for the consumer group that failed. False: there is no such dead letter (any more).
   * `first` runs before anything happens to it; when that fails, nothing does. Two at once on one topic can bring records
   * back: people go through `createDeadLetterDesk`.
   */
  replay(topic: Topic, id: string, first?: (letter: DeadLetter) => Promise<void>): Promise<boolean>;
  /** Gives it up: the event never has its effect. */
  discard(topic: Topic, id: string, first?: (letter: DeadLetter) => Promise<void>): Promise<boolean>;
  close(): Promise<void>;
}

interface Found {
  partition: number;
  message: KafkaMessage;
  letter: DeadLetter;
}

const patienceMs = 15_000;

/**
 * The dead letters of all topics; needs nothing but Kafka. Kafka deletes only from the front of a partition, so a record
 * further back is removed by appending copies of those before it and deleting all of them. A crash between the two leaves
 * a copy too many, which the record's id tells; nothing is ever lost.
 */
export function createDeadLetters(kafka: Kafka): DeadLetters {
  const publisher = createPublisher(kafka);

  async function take(topic: Topic, id: string, use: (found: Found) => Promise<void>): Promise<boolean> {
    const all = await scan(kafka, topic);
    const found = all.find(({ letter }) => letter.id === id);
    if (found === undefined) return false;
    await use(found);
    await remove(topic, id, all);
    return true;
  }

  async function remove(topic: Topic, id: string, all: Found[]): Promise<void> {
    for (const last of lastOfEachPartition(all.filter(({ letter }) => letter.id === id))) {
      const inFront = all.filter((one) => one.partition === last.partition && isBefore(one.message, last.message));
      const kept = uniqueById(inFront.filter(({ letter }) => letter.id !== id));
      await publisher.publish(kept.map((one) => toCopy(one, kafka.prefix)));
      await kafka.withAdmin((admin) =>
        admin.deleteTopicRecords({
          topic: kafka.prefix + deadLetterTopic(topic),
          partitions: [{ partition: last.partition, offset: String(BigInt(last.message.offset) + 1n) }],
        }),
      );
    }
  }

  return {
    list: async (topic, limit) =>
      uniqueById(await scan(kafka, topic))
        .slice(0, limit)
        .map(({ letter }) => letter),
    get: async (topic, id) => (await scan(kafka, topic)).find(({ letter }) => letter.id === id)?.letter,
    replay: (topic, id, first) =>
      take(topic, id, async (found) => {
        await first?.(found.letter);
        await publisher.publish([toReplay(found, kafka.prefix)]);
      }),
    discard: (topic, id, first) => take(topic, id, async ({ letter }) => first?.(letter)),
    close: () => publisher.close(),
  };
}

/** Reads the whole dead-letter topic as it is now. */
async function scan(kafka: Kafka, topic: Topic): Promise<Found[]> {
  const name = kafka.prefix + deadLetterTopic(topic);
  const ends = await kafka.withAdmin((admin) => admin.fetchTopicOffsets(name));
  const waiting = new Map(
    ends.filter(({ high, low }) => high !== low).map(({ partition, high }) => [partition, BigInt(high) - 1n]),
  );
  if (waiting.size === 0) return [];
  const found: Found[] = [];
  // the client reads only as a member of a group; this one is ours alone and commits nothing
  const groupId = `${kafka.prefix}dead-letters-${randomUUID()}`;
  const consumer = kafka.client.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  const done: PromiseWithResolvers<void> = Promise.withResolvers();
  const timer = setTimeout(
    () => done.reject(new DependencyError('kafka', `reading ${name} took too long`)),
    patienceMs,
  );
  try {
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      // of what passes, such as a coordinator that has only just started, the client recovers by itself
      if (!payload.restart) done.reject(payload.error);
    });
    await consumer.connect();
    await consumer.subscribe({ topic: name, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ partition, message }) => {
        const end = waiting.get(partition);
        if (end === undefined) return Promise.resolve();
        if (BigInt(message.offset) <= end) found.push({ partition, message, letter: toLetter(topic, message) });
        if (BigInt(message.offset) >= end) waiting.delete(partition);
        if (waiting.size === 0) done.resolve();
        return Promise.resolve();
      },
    });
    await done.promise;
  } catch (error) {
    throw toDependencyError(error);
  } finally {
    clearTimeout(timer);
    await consumer.disconnect().catch(() => undefined);
    await kafka.withAdmin((admin) => admin.deleteGroups([groupId])).catch(() => undefined);
  }
  return found.sort((a, b) => (a.letter.failedAt < b.letter.failedAt ? -1 : 1));
}

function toLetter(topic: Topic, message: KafkaMessage): DeadLetter {
  return {
    ...parseOrigin(topic, message.headers),
    key: message.key?.toString() ?? null,
    value: message.value?.toString() ?? '',
  };
}

function toReplay({ message, letter }: Found, prefix: string): OutgoingMessage {
  return {
    topic: prefix + letter.topic,
    key: message.key,
    value: message.value ?? '',
    headers: { ...originalHeaders(message.headers), [replayGroupHeader]: letter.group },
  };
}

function toCopy({ message, letter }: Found, prefix: string): OutgoingMessage {
  return {
    topic: prefix + deadLetterTopic(letter.topic),
    key: message.key,
    value: message.value ?? '',
    headers: toHeaders(message.headers),
  };
}

function uniqueById(all: Found[]): Found[] {
  return [...new Map(all.map((one) => [one.letter.id, one])).values()];
}

function lastOfEachPartition(all: Found[]): Found[] {
  const last = new Map<number, Found>();
  for (const one of all) {
    const known = last.get(one.partition);
    if (known === undefined || isBefore(known.message, one.message)) last.set(one.partition, one);
  }
  return [...last.values()];
}

function isBefore(a: KafkaMessage, b: KafkaMessage): boolean {
  return BigInt(a.offset) < BigInt(b.offset);
}
