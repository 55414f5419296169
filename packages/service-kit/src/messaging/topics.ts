import { deadLetterTopic, topics } from '@ticketlab/contracts/topics';
import { type ITopicConfig, Kafka, logLevel } from 'kafkajs';

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
  const admin = new Kafka({ clientId: 'topics', brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: true });
    return missing.map(({ topic }) => topic);
  } finally {
    await admin.disconnect();
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
