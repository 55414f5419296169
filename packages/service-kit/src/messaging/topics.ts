import { setTimeout as delay } from 'node:timers/promises';
import { deadLetterTopic, topics } from '@ticketlab/contracts/topics';
import { type Admin, type ITopicConfig, Kafka, logLevel } from 'kafkajs';
import { correctRequestQueue } from './idle-request-queue.ts';

export interface TopicSettings {
  /** Set before every name. */
  prefix?: string;
  partitions: number;
  replicationFactor?: number;
  retentionHours: number;
  deadLetterRetentionHours?: number;
}

/**
 * Creates every topic of the system and its dead-letter topic (one partition each) where missing, and resolves to the
 * names created once they can be written to. Those that exist stay as they are.
 */
export async function createTopics(brokers: string[], settings: TopicSettings): Promise<string[]> {
  const { prefix = '', partitions, replicationFactor = 1, retentionHours, deadLetterRetentionHours = 720 } = settings;
  const wanted = topics.flatMap((topic) => [
    toConfig(prefix + topic, partitions, replicationFactor, retentionHours),
    toConfig(prefix + deadLetterTopic(topic), 1, replicationFactor, deadLetterRetentionHours),
  ]);
  correctRequestQueue();
  const admin = new Kafka({ clientId: 'topics', brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    const names = missing.map(({ topic }) => topic);
    if (names.length > 0) {
      await admin.createTopics({ topics: missing, waitForLeaders: false });
      await untilWritable(admin, names);
    }
    return names;
  } finally {
    await admin.disconnect();
  }
}

/** kafkajs' own `waitForLeaders` gives up when the broker has not yet heard of a topic that the controller has created. */
async function untilWritable(admin: Admin, names: string[]): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const pending = await admin.fetchTopicMetadata({ topics: names }).then(
      ({ topics }) => topics.flatMap((topic) => topic.partitions).filter(({ leader }) => leader < 0).length,
      (error: unknown) => {
        if (error instanceof Error && 'retriable' in error && error.retriable === true) return names.length;
        throw error;
      },
    );
    if (pending === 0) return;
    if (performance.now() > deadline) throw new Error(`${names.join(', ')}: created, but without a leader after 10 s`);
    await delay(25);
  }
}

function toConfig(
  topic: string,
  numPartitions: number,
  replicationFactor: number,
  retentionHours: number,
): ITopicConfig {
  return {
    topic,
    numPartitions,
    replicationFactor,
    configEntries: [{ name: 'retention.ms', value: String(retentionHours * 3_600_000) }],
  };
}
