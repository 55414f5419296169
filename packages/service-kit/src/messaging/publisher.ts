import type { Producer } from 'kafkajs';
import { type Kafka, toDependencyError } from './kafka.ts';

export interface OutgoingMessage {
  /** With TOPIC_PREFIX. */
  topic: string;
  key: string | Buffer | null;
  value: string | Buffer;
  headers: Record<string, string | Buffer>;
}

export interface Publisher {
  /** Resolves when all in-sync replicas have the messages; order is kept per key. Throws `DependencyError`. */
  publish(messages: OutgoingMessage[]): Promise<void>;
  close(): Promise<void>;
}

// Brokers refuse a batch of more than 1 MB, however often it is tried. Keys, headers and framing need room as well.
const mostBytes = 500_000;

/** Publishes through an idempotent producer that connects at first use, one call after the other. */
export function createPublisher(kafka: Kafka): Publisher {
  let producer: Producer | undefined;
  let last: Promise<void> = Promise.resolve();

  async function drop(): Promise<void> {
    const dropped = producer;
    producer = undefined;
    await dropped?.disconnect();
  }

  function publish(messages: OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    last = last.catch(() => undefined).then(() => sendInChunks(messages));
    return last;
  }

  async function sendInChunks(messages: OutgoingMessage[]): Promise<void> {
    for (const chunk of toChunks(messages)) await send(chunk);
  }

  async function send(messages: OutgoingMessage[]): Promise<void> {
    const byTopic = Map.groupBy(messages, ({ topic }) => topic);
    try {
      if (producer === undefined) {
        producer = kafka.createProducer();
        await producer.connect();
      }
      await producer.sendBatch({
        acks: -1,
        timeout: 5_000,
        topicMessages: [...byTopic].map(([topic, messages]) => ({
          topic,
          messages: messages.map(({ key, value, headers }) => ({ key, value, headers })),
        })),
      });
    } catch (error) {
      // After a failed send the broker may know these sequence numbers although we count it as unsent: the next, different
      // batch under the same numbers would be taken for a duplicate and lost. A new producer starts a new sequence.
      await drop().catch(() => undefined);
      throw toDependencyError(error);
    }
  }

  return { publish, close: () => drop().catch(() => undefined) };
}

/** The messages in their order, cut where the values would come to more than `mostBytes`. */
function* toChunks(messages: OutgoingMessage[]): Generator<OutgoingMessage[]> {
  let chunk: OutgoingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.value);
    if (chunk.length > 0 && bytes + size > mostBytes) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(message);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
