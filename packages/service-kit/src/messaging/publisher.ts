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
    last = last.catch(() => undefined).then(() => send(messages));
    return last;
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
