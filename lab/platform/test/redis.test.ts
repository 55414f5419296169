import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findFreePorts } from '../ports.ts';
import { prepareRedis } from '../redis.ts';
import type { Store, StoreCommand } from '../store.ts';
import { createStoreHarness, writeUntilKilled, type StoreHarness } from './store-harness.ts';

describe('Redis', () => {
  let harness: StoreHarness;
  let command: StoreCommand;
  let store: Store;

  beforeAll(async () => {
    harness = await createStoreHarness();
    const [port = 0] = await findFreePorts(1);
    command = await prepareRedis(harness.platform, { dataDir: join(harness.dir, 'redis'), port });
    store = await harness.start(command);
  });
  afterAll(() => harness.close());

  const withClient = async <T>(use: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(store.url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      return await use(client);
    } finally {
      client.disconnect();
    }
  };

  it('keeps every acknowledged write over kill -9, and over a stop', async () => {
    const acknowledged = await withClient((client) => writeUntilKilled(store, (value) => client.sadd('writes', value)));
    store = await harness.start(command);
    const read = async () => (await withClient((client) => client.smembers('writes'))).map(Number);
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    expect(await read()).toEqual(expect.arrayContaining(acknowledged));
    await store.stop();
    expect(store.alive()).toBe(false);
    store = await harness.start(command);
    expect(await read()).toEqual(expect.arrayContaining(acknowledged));
  });
});
