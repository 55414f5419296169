import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createRedis, waitForRedis } from '../../src/redis/connect.ts';
import { createTestKit } from '../test-service.ts';
import { type FaultBook, openFaultBook } from './fault-book.ts';

let redis: TestRedis;
let book: FaultBook;

beforeAll(async () => {
  redis = await createTestRedis();
  book = await openFaultBook(redis.url);
});
afterAll(async () => {
  book.close();
  await redis.stop();
});

async function traces(labMode: 'on' | 'off') {
  const kit = createTestKit({ redis, env: { LAB_MODE: labMode, INSTANCE_ID: `order-service-${labMode}` } });
  const client = createRedis(redis.url, 'looker-on');
  await waitForRedis(client, 5_000);
  await kit.start();
  const found = {
    faults: kit.faults !== undefined,
    connection: String(await client.client('LIST')).includes(`order-service-${labMode}-faults`),
    listeners: Number((await client.pubsub('NUMSUB', 'lab:faults'))[1]),
    metrics: (await kit.metrics.registry.metrics()).includes('lab_fault'),
  };
  client.disconnect();
  await kit.close();
  return found;
}

it('leaves no trace of faults with LAB_MODE off', async () => {
  await book.start({ kind: 'error', target: { service: 'order-service' } });
  expect(await traces('off')).toEqual({ faults: false, connection: false, listeners: 0, metrics: false });
  expect(await traces('on')).toMatchObject({ faults: true, connection: true, metrics: true });
});
