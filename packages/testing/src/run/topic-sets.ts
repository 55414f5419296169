import { deadLetterTopic, topics } from '@ticketlab/contracts/topics';
import { createTopics } from '@ticketlab/service-kit/messaging/topics';
import type { Admin } from 'kafkajs';
import { createClient, createTestPublisher, type Message, type TestPublisher } from '../kafka-clients.ts';

/** Sets of all topics, told apart by their prefix. */
export interface TopicSets {
  create: (prefix: string) => Promise<void>;
  drop: (prefix: string) => Promise<void>;
  publish: (topic: string, message: Message) => Promise<void>;
  close: () => Promise<void>;
}

export function createTopicSets(brokers: string): TopicSets {
  let admin: Promise<Admin> | undefined;
  // one a topic, because the client cannot write anywhere any more once a topic that it has written to is deleted
  const publishers = new Map<string, Promise<TestPublisher>>();

  return {
    async create(prefix) {
      await createTopics([brokers], { prefix, partitions: 2, retentionHours: 1 });
    },
    async drop(prefix) {
      for (const [topic, publisher] of publishers) {
        if (!topic.startsWith(prefix)) continue;
        publishers.delete(topic);
        await (await publisher).close();
      }
      const names = topics.flatMap((topic) => [prefix + topic, prefix + deadLetterTopic(topic)]);
      await (await (admin ??= connect(brokers))).deleteTopics({ topics: names });
    },
    async publish(topic, message) {
      const publisher = publishers.get(topic) ?? createTestPublisher(brokers);
      publishers.set(topic, publisher);
      await (await publisher).publish(topic, message);
    },
    async close() {
      await (await admin)?.disconnect();
      for (const publisher of publishers.values()) await (await publisher).close();
    },
  };
}

async function connect(brokers: string): Promise<Admin> {
  const admin = createClient(brokers).admin();
  await admin.connect();
  return admin;
}
