import { type Topic, deadLetterTopic } from '@ticketlab/contracts/topics';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Kafka } from './kafka.ts';
import { scrapedGauge } from './scraped-gauge.ts';

/** `kafka_consumer_lag` of the group and `dlq_depth` of the topics' dead letters. */
export function measureConsumer(metrics: Metrics, kafka: Kafka, group: string, topics: Topic[]): void {
  scrapedGauge(
    metrics,
    'kafka_consumer_lag',
    'Messages published but not yet committed by the group',
    ['topic', 'group'],
    async () => {
      const lags = await Promise.all(topics.map((topic) => consumerLag(kafka, group, topic)));
      return topics.map((topic, index) => ({ labels: { topic, group }, value: lags[index] ?? 0 }));
    },
  );
  scrapedGauge(metrics, 'dlq_depth', 'Dead letters that nobody has replayed or discarded', ['topic'], async () => {
    const depths = await Promise.all(topics.map((topic) => deadLetterDepth(kafka, topic)));
    return topics.map((topic, index) => ({ labels: { topic }, value: depths[index] ?? 0 }));
  });
}

/** Messages of the topic behind the group's committed offsets. */
export async function consumerLag(kafka: Kafka, group: string, topic: Topic): Promise<number> {
  return kafka.withAdmin(async (admin) => {
    const [ends, committed] = await Promise.all([
      admin.fetchTopicOffsets(kafka.prefix + topic),
      admin.fetchOffsets({ groupId: kafka.prefix + group, topics: [kafka.prefix + topic] }),
    ]);
    const offsets = new Map(committed.flatMap((entry) => entry.partitions).map((p) => [p.partition, Number(p.offset)]));
    return ends.reduce((sum, { partition, high, low }) => {
      const position = offsets.get(partition) ?? -1;
      return sum + Number(high) - Math.max(position, Number(low));
    }, 0);
  });
}

/** Records in `<topic>.dlq`: handled ones are deleted, so what is between its ends is what waits. */
export async function deadLetterDepth(kafka: Kafka, topic: Topic): Promise<number> {
  const offsets = await kafka.withAdmin((admin) => admin.fetchTopicOffsets(kafka.prefix + deadLetterTopic(topic)));
  return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
}
