import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueEntry } from '@ticketlab/contracts/http/fault-catalogue';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import {
  createTestDatabase,
  createTestMongo,
  createTestRedis,
  type TestDatabase,
  type TestMongo,
  type TestRedis,
} from '@ticketlab/testing/stores';
import { seeItComeAndGo } from './come-and-go.ts';
import { type FaultBook, openFaultBook } from './fault-book.ts';
import { expectProbesSpared, requestsDuring, scrape } from './telemetry.ts';

const target = { service: 'order-service' } as const;
const megabyte = 1_048_576;

let redis: TestRedis;
let book: FaultBook;
let database: TestDatabase;
let mongo: TestMongo;
let child: ChildProcess;
let url: string;

beforeAll(async () => {
  [redis, database, mongo] = await Promise.all([createTestRedis(), createTestDatabase(), createTestMongo('kit')]);
  book = await openFaultBook(redis.url);
  child = spawn(process.execPath, [new URL('fixture-service.ts', import.meta.url).pathname], {
    env: { PATH: process.env['PATH'], ...testEnv({ redis, database, mongo }) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const died = once(child, 'exit').then(() => {
    throw new Error('the fixture ended before it was ready');
  });
  const [ready] = (await Promise.race([once(child, 'message'), died])) as [{ port: number }];
  died.catch(() => undefined);
  url = `http://127.0.0.1:${ready.port}`;
  await eventually(() => expectProbesSpared(url));
});
afterAll(async () => {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
  book.close();
  await Promise.all([redis.stop(), database.drop(), mongo.drop()]);
});

const call = (path: string) => fetch(url + path).then((answer) => answer.status);

describe('cpu', () => {
  it('burns the millicores it is told to, in threads that leave requests alone', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'cpu', target, parameters: { millicores: 1_600 } },
      // a machine that has other things to do gives it less
      expectSymptom: async (present) => expect((await millicoresDuring(600)) > 120).toBe(present),
      expectSpared: () => expectProbesSpared(url),
    });
  });

  async function millicoresDuring(ms: number): Promise<number> {
    const startedAt = performance.now();
    const before = (await scrape(url)).value('process_cpu_seconds_total');
    await sleep(ms);
    const after = (await scrape(url)).value('process_cpu_seconds_total');
    return ((after - before) * 1e6) / (performance.now() - startedAt);
  }
});

describe('memory-leak', () => {
  it('takes memory outside the heap up to its cap, and gives it back', async () => {
    let usual = Infinity;
    const residentMb = async () => (await scrape(url)).value('process_resident_memory_bytes') / megabyte;
    const heapMb = async () => (await scrape(url)).value('nodejs_heap_size_used_bytes') / megabyte;
    const heapBefore = await heapMb();
    await seeItComeAndGo({
      book,
      fault: { kind: 'memory-leak', target, parameters: { mbPerSecond: 64, capMb: 192 } },
      ttlSeconds: 5,
      async expectSymptom(present) {
        const resident = await residentMb();
        usual = Math.min(usual, resident);
        expect(resident > usual + 90).toBe(present);
      },
      async expectSpared() {
        await expectProbesSpared(url);
        expect(await residentMb()).toBeLessThan(usual + 300);
        expect(await heapMb()).toBeLessThan(heapBefore + 50);
      },
    });
  });
});

describe('event-loop-stall', () => {
  it('mild: everything waits, but liveness is answered in time', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'event-loop-stall', target, preset: 'mild', parameters: { everyMs: 600 } },
      ttlSeconds: 2,
      async expectSymptom(present) {
        await scrape(url);
        await sleep(650);
        const lag = (await scrape(url)).value('nodejs_eventloop_lag_max_seconds');
        if (present) expect(lag).toBeGreaterThan(0.3);
        else expect(lag).toBeLessThan(0.2);
      },
      expectSpared: () => expectProbesSpared(url),
    });
  });

  it('severe: not even liveness is answered, but the end comes in time, although nothing can tell it', async () => {
    const { severe } = catalogueEntry('event-loop-stall').presets;
    const startedAt = performance.now();
    await book.start({ kind: 'event-loop-stall', target, parameters: severe.parameters, ttlSeconds: 3 });
    await eventually(() =>
      expect(fetch(`${url}/healthz`, { signal: AbortSignal.timeout(500) })).rejects.toThrow('timeout'),
    );
    await eventually(() => expectProbesSpared(url));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

describe('datastore-down', () => {
  it.each(['postgres', 'mongodb'])('%s: refused as a dead server refuses, and readiness says so', async (store) => {
    const path = `/api/orders/${store}`;
    await seeItComeAndGo({
      book,
      fault: { kind: 'datastore-down', target, parameters: { store } },
      ttlSeconds: 3,
      async expectSymptom(present) {
        const refused = await requestsDuring(url, { route: path, status: '503' }, () => call(path));
        expect(refused.count).toBe(present ? 1 : 0);
        expect(await call('/readyz')).toBe(present ? 503 : 200);
      },
      async expectSpared() {
        for (const probe of ['/healthz', '/metrics', '/info']) expect(await call(probe)).toBe(200);
        expect(await call(`/api/orders/${store === 'postgres' ? 'mongodb' : 'postgres'}`)).toBe(204);
        const readiness = (await (await fetch(`${url}/readyz`)).json()) as { reasons: string[] };
        expect(readiness.reasons).toEqual([expect.stringContaining(store)]);
      },
    });
  });

  it('redis: is gone for everything but the controls of faults', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'datastore-down', target, parameters: { store: 'redis' } },
      async expectSymptom(present) {
        const health = (await (await fetch(`${url}/health`)).json()) as {
          dependencies: { name: string; status: string }[];
        };
        const known = health.dependencies.find(({ name }) => name === 'redis');
        expect(known?.status).toBe(present ? 'down' : 'up');
      },
      async expectSpared() {
        for (const probe of ['/healthz', '/readyz', '/metrics']) expect(await call(probe)).toBe(200);
        expect(await call('/api/orders/postgres')).toBe(204);
      },
    });
  });
});

describe('when Redis dies during a fault', () => {
  it('the fault goes on, and still ends when it must', async () => {
    const error = { kind: 'error', target: { ...target, route: '/api/orders/idle' }, probability: 1 } as const;
    const startedAt = performance.now();
    await book.start({ ...error, ttlSeconds: 3 });
    await eventually(async () => expect(await call('/api/orders/idle')).toBe(500));
    await redis.kill();
    expect(await call('/api/orders/idle')).toBe(500);
    await eventually(async () => expect(await call('/api/orders/idle')).toBe(204));
    expect(performance.now() - startedAt).toBeGreaterThan(2_700);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await redis.restart();
  });
});
