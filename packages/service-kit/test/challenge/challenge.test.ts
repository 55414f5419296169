import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  challengeAnswerSchema,
  cpuResultSchema,
  errorResultSchema,
  latencyResultSchema,
  memoryResultSchema,
} from '@ticketlab/contracts/http/challenge';
import { challengeRoutes } from '../../src/challenge/routes.ts';
import { createTestKit, json, startTestService } from '../test-service.ts';

let service: Awaited<ReturnType<typeof startTestService>>;
beforeAll(async () => {
  service = await startTestService(challengeRoutes);
});
afterAll(() => service.close());

const call = (query: string) => fetch(`${service.url}/api/orders/challenge/${query}`);

describe('cpu-intensive', () => {
  it('uses the CPU time it was asked for, whatever it had to wait', async () => {
    const before = process.cpuUsage();
    const answers = await Promise.all(
      ['cpu-intensive?cpuMs=120', 'cpu-intensive?cpuMs=120', 'cpu-intensive?cpuMs=40'].map(async (query) =>
        challengeAnswerSchema(cpuResultSchema).parse(await json(await call(query))),
      ),
    );
    const { user, system } = process.cpuUsage(before);
    for (const { result } of answers) {
      expect(result.spentCpuMs).toBeGreaterThanOrEqual(result.requestedCpuMs);
      expect(result.spentCpuMs).toBeLessThan(result.requestedCpuMs + 15);
    }
    expect((user + system) / 1000).toBeGreaterThan(280);
    expect(Math.max(...answers.map(({ result }) => result.queuedMs))).toBeGreaterThan(50);
    expect(answers[0]).toMatchObject({
      challenge: 'cpu-intensive',
      service: 'order-service',
      instance: service.kit.instance,
    });
  });

  it('leaves /healthz answering within 100 ms while every burner burns', async () => {
    const burns = Promise.all([call('cpu-intensive?cpuMs=400'), call('cpu-intensive?cpuMs=400')]);
    const burning = new Set(['both']);
    void burns.then(() => burning.clear());
    const times: number[] = [];
    while (burning.size > 0) {
      const startedAt = performance.now();
      expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
      times.push(performance.now() - startedAt);
      await sleep(5);
    }
    times.sort((a, b) => a - b);
    expect(times.length).toBeGreaterThan(10);
    expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(100);
  });

  it('stops when the client leaves', async () => {
    const leaving = new AbortController();
    const url = `${service.url}/api/orders/challenge/cpu-intensive?cpuMs=10000`;
    const calls = [1, 2, 3].map(() => fetch(url, { signal: leaving.signal }).catch(() => 'left'));
    await call('latency?ms=50');
    leaving.abort();
    expect(await Promise.all(calls)).toEqual(['left', 'left', 'left']);
    const after = performance.now();
    expect((await call('cpu-intensive?cpuMs=1')).status).toBe(200);
    expect(performance.now() - after).toBeLessThan(2_000);
  });
});

describe('memory-intensive', () => {
  it('really takes the memory, outside the heap, and gives it back', async () => {
    const heapBefore = process.memoryUsage().heapTotal;
    const { result } = challengeAnswerSchema(memoryResultSchema).parse(
      await json(await call('memory-intensive?mb=200&holdMs=100')),
    );
    const mebibyte = 1024 * 1024;
    expect(result.rssPeakBytes - result.rssBeforeBytes).toBeGreaterThan(190 * mebibyte);
    expect(result.heldMs).toBeGreaterThanOrEqual(99);
    expect(process.memoryUsage.rss()).toBeLessThan(result.rssPeakBytes - 150 * mebibyte);
    expect(process.memoryUsage().heapTotal - heapBefore).toBeLessThan(100 * mebibyte);
  });

  it('refuses to hold more than its bound at once', async () => {
    const leaving = new AbortController();
    const url = `${service.url}/api/orders/challenge/memory-intensive?mb=10&holdMs=60000`;
    const held = fetch(url, { signal: leaving.signal }).catch(() => 'left');
    await call('latency?ms=50');
    const refused = await call('memory-intensive?mb=1020&holdMs=0');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    leaving.abort();
    await held;
  });
});

describe('error-simulation', () => {
  it('fails the asked share, marked as made on purpose', async () => {
    const failed = await call('error-simulation?rate=1');
    expect(failed.status).toBe(500);
    expect(failed.headers.get('x-lab-fault')).toBe('error-simulation');
    expect(await json(failed)).toMatchObject({ type: '/problems/simulated-failure' });
    const spared = challengeAnswerSchema(errorResultSchema).parse(await json(await call('error-simulation?rate=0')));
    expect(spared.result).toEqual({ failed: false, rate: 0 });
  });

  it('fails about three of ten by default', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async () => (await call('error-simulation')).status),
    );
    const failures = statuses.filter((status) => status === 500).length;
    expect(failures).toBeGreaterThan(25);
    expect(failures).toBeLessThan(100);
  });
});

describe('latency', () => {
  it('waits as long as asked', async () => {
    const { result } = challengeAnswerSchema(latencyResultSchema).parse(await json(await call('latency?ms=60')));
    expect(result.waitedMs).toBeGreaterThanOrEqual(59);
  });
});

describe('every challenge', () => {
  it.each([
    ['cpu-intensive?cpuMs=10001', 'query.cpuMs', '<=10000'],
    ['memory-intensive?mb=1025', 'query.mb', '<=1024'],
    ['error-simulation?rate=2', 'query.rate', '<=1'],
    ['latency?ms=-1', 'query.ms', '>=0'],
  ])('%s is refused with what would be right', async (query, path, right) => {
    const response = await call(query);
    expect(response.status).toBe(400);
    const { errors } = await json(response);
    expect(errors).toEqual([{ path, message: expect.stringContaining(right) as unknown }]);
  });

  it('is absent where there is no lab, and shorter named at the gateway', async () => {
    const outside = createTestKit({ env: { LAB_MODE: 'off' } });
    expect(challengeRoutes(outside)).toEqual([]);
    const gateway = createTestKit({ name: 'api-gateway' });
    expect(challengeRoutes(gateway).map(({ path }) => path)).toEqual([
      '/api/challenge/cpu',
      '/api/challenge/memory',
      '/api/challenge/error-simulation',
      '/api/challenge/latency',
    ]);
    await Promise.all([outside.close(), gateway.close()]);
  });
});
