import { correctRequestQueue } from '@ticketlab/service-kit/messaging/idle-request-queue';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

export interface Message {
  key: string;
  value: string;
  headers?: Record<string, string>;
}

export interface TestPublisher {
  /** Rejects within a second or two when the broker is gone. */
  publish: (topic: string, message: Message) => Promise<void>;
  close: () => Promise<void>;
}

export async function createTestPublisher(broker: string): Promise<TestPublisher> {
  const producer = createClient(broker).producer({
    // The partitioner the services use: the same key must land in the same partition.
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return {
    async publish(topic, message) {
      await producer.send({ topic, messages: [message], acks: -1 });
    },
    close: () => producer.disconnect(),
  };
}

/** Reads a topic from its beginning in the consumer group `group`, until stopped. */
export async function readTopic(
  broker: string,
  topic: string,
  group: string,
  onValue: (value: string) => void,
): Promise<{ stop: () => Promise<void> }> {
  const consumer = createClient(broker).consumer({ groupId: group, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      onValue(message.value?.toString('utf8') ?? '');
      return Promise.resolve();
    },
  });
  return { stop: () => consumer.disconnect() };
}

export function createClient(broker: string): Kafka {
  correctRequestQueue();
  return new Kafka({
    clientId: 'testing',
    brokers: [broker],
    logLevel: logLevel.NOTHING,
    // A broker needs a moment before it leads a topic that it has just created; one that is gone is soon noticed.
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 5 },
  });
}
