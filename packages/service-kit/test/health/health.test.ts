import { afterEach, describe, expect, it } from '@jest/globals';
import { healthSchema, infoSchema } from '@ticketlab/contracts/http/health';
import { createService } from '../../src/kit.ts';
import { createTestKit, json, startTestService } from '../test-service.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanups.splice(0)) await close();
});

async function start(env: Record<string, string> = {}) {
  const service = await startTestService(() => [], { env });
  cleanups.push(service.close);
  return service;
}

const never = () => new Promise<void>(() => undefined);

describe('probes', () => {
  it('answer on both ports', async () => {
    const { url, ownUrl } = await start();
    for (const base of [url, ownUrl]) {
      for (const path of ['/healthz', '/readyz', '/health', '/info', '/metrics']) {
        expect((await fetch(base + path)).status).toBe(200);
      }
    }
  });

  it('/info says what runs', async () => {
    const { url, kit } = await start();
    const info = infoSchema.parse(await json(await fetch(`${url}/info`)));
    expect(info).toMatchObject({ service: 'order-service', instance: kit.instance, profile: 'lab' });
  });

  it('/readyz depends on the own datastore, within 200 ms; /healthz on nothing', async () => {
    const { url, kit } = await start();
    kit.health.addReadiness('postgres', never);
    const startedAt = performance.now();
    const response = await fetch(`${url}/readyz`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ready: false, reasons: ['postgres: no answer within 200 ms'] });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('/readyz says no before the start and while draining', async () => {
    const kit = createTestKit();
    const service = createService(kit, { routes: [] });
    expect(await kit.health.unreadiness()).toEqual(['still starting']);
    await service.start();
    expect(await kit.health.unreadiness()).toEqual([]);
    await service.close();
    expect(await kit.health.unreadiness()).toEqual(['draining']);
  });

  it('/health tells up, degraded and down apart, and what the instance uses', async () => {
    const { url, kit } = await start();
    const read = async () => {
      const response = await fetch(`${url}/health`);
      return { code: response.status, ...healthSchema.parse(await response.json()) };
    };
    const pool = kit.metrics.gauge('db_pool_connections', 'test', ['state'] as const);
    for (const [state, value] of Object.entries({ active: 3, idle: 1, waiting: 2, max: 10 })) {
      pool.set({ state }, value);
    }
    const withoutRedis = await read();
    expect(withoutRedis).toMatchObject({ code: 200, status: 'degraded', instance: kit.instance });
    expect(withoutRedis.dependencies).toEqual([expect.objectContaining({ name: 'redis', status: 'down' })]);
    expect(withoutRedis.usage.dbPool).toEqual({ total: 4, idle: 1, waiting: 2, max: 10 });
    expect(withoutRedis.usage.rssBytes).toBeGreaterThan(10_000_000);
    kit.health.addDependency('redis', () => Promise.resolve());
    expect(await read()).toMatchObject({ code: 200, status: 'up' });
    kit.health.addReadiness('postgres', () => Promise.reject(new Error('refused')));
    expect(await read()).toMatchObject({ code: 503, status: 'down' });
  });

  it.each([
    [{}, { cpuLimitMillicores: null, memoryLimitBytes: null }],
    [
      { CPU_LIMIT_MILLICORES: '500', MEMORY_LIMIT_MB: '192' },
      { cpuLimitMillicores: 500, memoryLimitBytes: 201_326_592 },
    ],
  ])('/health compares with the limits %j', async (env, limits) => {
    const { url } = await start(env);
    const { usage } = healthSchema.parse(await (await fetch(`${url}/health`)).json());
    expect(usage).toMatchObject(limits);
  });
});
