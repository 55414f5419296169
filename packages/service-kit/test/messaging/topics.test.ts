import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestTopics, type TestTopics } from '@ticketlab/testing/stores';
import { createKafka, type Kafka } from '../../src/messaging/kafka.ts';
import { createTopics, topicResource } from '../../src/messaging/topics.ts';
import { createDataKit } from '../data-kit.ts';

const hour = 3_600_000;

let topics: TestTopics;
let kafka: Kafka;
beforeAll(async () => {
  topics = await createTestTopics('topics');
  kafka = createKafka(createDataKit({ topicPrefix: topics.prefix, brokers: topics.brokers }));
});
afterAll(async () => {
  await kafka.close();
  await topics.drop();
});

async function settingsOf(topic: string): Promise<Record<string, string | undefined>> {
  const { resources } = await kafka.withAdmin((admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: topicResource, name: topics.prefix + topic }],
    }),
  );
  const entries = resources.flatMap(({ configEntries }) => configEntries);
  return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
}

describe('topics that exist', () => {
  it('get the retention, and keep what else was set on them', async () => {
    const name = `${topics.prefix}order-events`;
    const configEntries = [{ name: 'max.message.bytes', value: '2000000' }];
    await kafka.withAdmin((admin) =>
      admin.alterConfigs({ validateOnly: false, resources: [{ type: topicResource, name, configEntries }] }),
    );
    // a broker learns of what its controller has noted a little later
    await eventually(async () =>
      expect(await settingsOf('order-events')).toMatchObject({ 'max.message.bytes': '2000000' }),
    );
    const settings = { prefix: topics.prefix, partitions: 2, retentionHours: 5, deadLetterRetentionHours: 9 };
    expect(await createTopics(topics.brokers.split(','), settings)).toEqual([]);
    await eventually(async () => {
      expect(await settingsOf('order-events')).toMatchObject({
        'retention.ms': String(5 * hour),
        'max.message.bytes': '2000000',
      });
      expect(await settingsOf('order-events.dlq')).toMatchObject({ 'retention.ms': String(9 * hour) });
    });
  });
});
