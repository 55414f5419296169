import { setTimeout as delay } from 'node:timers/promises';
import { deadLetterTopic, topics } from '@ticketlab/contracts/topics';
import kafkajs, { type Admin, type ITopicConfig, Kafka, logLevel } from 'kafkajs';
import { correctRequestQueue } from './idle-request-queue.ts';

export interface TopicSettings {
  /** Set before every name. */
  prefix?: string;
  partitions: number;
  replicationFactor?: number;
  retentionHours: number;
  deadLetterRetentionHours?: number;
}

type TopicConfig = ITopicConfig & { configEntries: [{ name: string; value: string }] };

// node finds these two only on the default export
const { ConfigResourceTypes, ConfigSource } = kafkajs;

/** How Kafka names the kind of thing that a topic is, when settings are asked for or altered. */
export const topicResource = ConfigResourceTypes.TOPIC;

/**
 * Creates every topic of the system and its dead-letter topic (one partition each) where missing, and resolves to the
 * names created once they can be written to. Those that exist get this retention and stay as they are otherwise.
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
    await updateRetention(
      admin,
      wanted.filter(({ topic }) => existing.has(topic)),
    );
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

/** Altering replaces all that was set on a topic, so what else somebody has set there is sent along. */
async function updateRetention(admin: Admin, wanted: TopicConfig[]): Promise<void> {
  if (wanted.length === 0) return;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: wanted.map(({ topic }) => ({ type: topicResource, name: topic })),
  });
  const outdated = wanted.flatMap(({ topic, configEntries: [retention] }) => {
    const current = resources.find(({ resourceName }) => resourceName === topic)?.configEntries ?? [];
    if (current.some(({ configName, configValue }) => configName === retention.name && configValue === retention.value))
      return [];
    const others = current
      .filter(
        ({ configSource, configName }) => configSource === ConfigSource.TOPIC_CONFIG && configName !== retention.name,
      )
      .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
    return [{ type: topicResource, name: topic, configEntries: [...others, retention] }];
  });
  if (outdated.length > 0) await admin.alterConfigs({ validateOnly: false, resources: outdated });
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
): TopicConfig {
  return {
    topic,
    numPartitions,
    replicationFactor,
    configEntries: [{ name: 'retention.ms', value: String(retentionHours * 3_600_000) }],
  };
}
