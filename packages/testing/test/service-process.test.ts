import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testEnv } from '@ticketlab/testing/env';
import { startServiceProcess } from '@ticketlab/testing/service-process';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@ticketlab/testing/stores';

describe('a service as a process', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  beforeAll(async () => {
    [database, redis] = await Promise.all([createTestDatabase('order'), createTestRedis()]);
  });
  afterAll(() => Promise.all([database.drop(), redis.stop()]));

  it('serves once it is ready, drains on request, and dies when killed', async () => {
    const [first, second] = await Promise.all([
      startServiceProcess('order-service', testEnv({ database, redis })),
      startServiceProcess('order-service', testEnv({ database, redis })),
    ]);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await first.kill();
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await second.stop();
    expect(await second.exited).toEqual({ code: 0, signal: null });
  });

  it('tells what it printed when it cannot start', async () => {
    const env = testEnv({ database, redis }, { LOG_LEVEL: 'deafening' });
    await expect(startServiceProcess('order-service', env)).rejects.toThrow(/exit code 2[^]*LOG_LEVEL/);
  });
});
