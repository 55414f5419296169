import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@ticketlab/testing/stores';
import { createService } from '../../src/kit.ts';
import { createPostgres } from '../../src/postgres/pool.ts';
import { createTestKit } from '../test-service.ts';
import { openFaultBook } from './fault-book.ts';

let redis: TestRedis;
let database: TestDatabase;
beforeAll(async () => {
  [redis, database] = await Promise.all([createTestRedis(), createTestDatabase()]);
});
afterAll(() => Promise.all([redis.stop(), database.drop()]));

it('an instance drains at once although a fault holds its pool', async () => {
  const kit = createTestKit({ redis });
  const db = createPostgres(kit, database.url, { max: 2 });
  const service = createService(kit, { routes: [], close: () => db.close() });
  await service.start();
  const book = await openFaultBook(redis.url);
  await book.start({ kind: 'pool-exhaustion', target: { service: 'order-service' } });
  await eventually(() => expect(db.pool.totalCount - db.pool.idleCount).toBe(2));
  const startedAt = performance.now();
  await service.close();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(db.pool.totalCount).toBe(0);
  book.close();
});
