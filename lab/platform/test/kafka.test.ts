import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestPublisher, readTopic } from '@ticketlab/testing/kafka-clients';
import { createTopics } from '@ticketlab/service-kit/messaging/topics';
import { prepareKafka } from '../kafka.ts';
import { findFreePorts } from '../ports.ts';
import type { Store, StoreCommand } from '../store.ts';
import { createStoreHarness, writeUntilKilled, type StoreHarness } from './store-harness.ts';

describe('Kafka', () => {
  let harness: StoreHarness;
  let command: StoreCommand;
  let store: Store;

  beforeAll(async () => {
    harness = await createStoreHarness();
    const [port = 0, controllerPort = 0] = await findFreePorts(2);
    command = await prepareKafka(harness.platform, { dataDir: join(harness.dir, 'kafka'), port, controllerPort });
    store = await harness.start(command);
  });
  afterAll(() => harness.close());

  it('keeps every acknowledged record over kill -9', async () => {
    const created = await createTopics([store.url], { partitions: 1, retentionHours: 1 });
    expect(created).toContain('order-events');
    const publisher = await createTestPublisher(store.url);
    const acknowledged = await writeUntilKilled(store, (value) =>
      publisher.publish('order-events', { key: 'order', value: String(value) }),
    );
    await publisher.close();
    store = await harness.start(command);

    const read: number[] = [];
    const reader = await readTopic(store.url, 'order-events', 'reader', (value) => read.push(Number(value)));
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    await eventually(() => {
      expect(read).toEqual(expect.arrayContaining(acknowledged));
    });
    await reader.stop();
    await store.stop();
    expect(store.alive()).toBe(false);
  });
});
