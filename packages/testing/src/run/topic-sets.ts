import { deadLetterTopic, topics } from '@ticketlab/contracts/topics';
import { createTopics } from '@ticketlab/service-kit/messaging/topics';
import { Kafka, logLevel, Partitioners, type Admin, type Producer } from 'kafkajs';

export interface Message {
  key: string;
  value: string;
  headers: Record<string, string>;
}

/** Sets of all topics, told apart by their prefix. */
export interface TopicSets {
  create: (prefix: string) => Promise<void>;
  drop: (prefix: string) => Promise<void>;
  publish: (topic: string, message: Message) => Promise<void>;
  close: () => Promise<void>;
}

export function createTopicSets(brokers: string): TopicSets {
  const kafka = new Kafka({ clientId: 'testing', brokers: [brokers], logLevel: logLevel.NOTHING });
  let admin: Promise<Admin> | undefined;
  let producer: Promise<Producer> | undefined;

  return {
    async create(prefix) {
      await createTopics([brokers], { prefix, partitions: 2, retentionHours: 1 });
    },
    async drop(prefix) {
      const names = topics.flatMap((topic) => [prefix + topic, prefix + deadLetterTopic(topic)]);
      await (await (admin ??= connected(kafka.admin()))).deleteTopics({ topics: names });
    },
    async publish(topic, message) {
      // The partitioner the services use: the same key must land in the same partition.
      producer ??= connected(kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner }));
      await (await producer).send({ topic, messages: [message] });
    },
    async close() {
      await (await admin)?.disconnect();
      await (await producer)?.disconnect();
    },
  };
}

async function connected<T extends { connect: () => Promise<void> }>(client: T): Promise<T> {
  await client.connect();
  return client;
}
