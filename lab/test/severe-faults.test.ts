import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { catalogueEntry } from '@ticketlab/contracts/http/fault-catalogue';
import type { FaultKind } from '@ticketlab/contracts/http/faults';
import { createRedis, type Redis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { testEnv } from '@ticketlab/testing/env';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createFaultStore, type FaultStore } from '../controller/src/faults/fault-store.ts';
import { allReady, fixtureService, type FixtureLab, startFixtureLab } from './fixtures/lab.ts';

const probe = { periodMs: 300, timeoutMs: 1_500, failureThreshold: 2 };
const megabyte = 1_048_576;

let redis: TestRedis;
let connection: Redis;
let faults: FaultStore;
let lab: FixtureLab;

beforeAll(async () => {
  redis = await createTestRedis();
  connection = createRedis(redis.url, 'test');
  await waitForRedis(connection, 5_000);
  faults = createFaultStore(connection, Date.now);
  lab = await startFixtureLab((ports) => ({
    stores: [],
    services: ['stalled', 'leaking'].map((name, index) => ({
      ...fixtureService(name, ports[index] ?? 0),
      entry: join(import.meta.dirname, 'fixtures/kit-service.ts'),
      env: testEnv({ redis }, { PORT: String(ports[index]) }),
      ...{ liveness: probe, readiness: probe, startTimeoutMs: 30_000, memoryLimitBytes: 330 * megabyte },
    })),
  }));
  await lab.control.declare('ready');
  for (const name of ['stalled', 'leaking']) await lab.control.scale(name, 1);
  for (const name of ['stalled', 'leaking']) await lab.until(name, allReady(1));
});
afterAll(async () => {
  await lab.close();
  connection.disconnect();
  await redis.stop();
});

async function start(kind: FaultKind, instance: string, ttlSeconds: number): Promise<void> {
  const { parameters, probability } = catalogueEntry(kind).presets.severe;
  const now = Date.now();
  await faults.add({
    ...{ id: uuidv7(now), target: { service: 'order-service', instance }, kind, preset: 'severe', seed: 1, ttlSeconds },
    parameters: kind === 'memory-leak' ? { ...parameters, mbPerSecond: 64 } : parameters,
    ...{ probability, createdBy: 'a test', concealed: false },
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + ttlSeconds * 1_000).toISOString(),
  });
}

it('severe stalls and leaks get an instance restarted, as they say, and leave it alone once they are over', async () => {
  await start('event-loop-stall', 'stalled-1', 10);
  await start('memory-leak', 'leaking-1', 10);
  const over = Date.now() + 10_000;
  const stalled = await lab.until('stalled', ({ instances }) => (instances[0]?.restarts ?? 0) > 0);
  expect(stalled.instances[0]?.reason).toMatch(/^Unhealthy: \/healthz did not answer/);
  const leaking = await lab.until('leaking', ({ instances }) => (instances[0]?.restarts ?? 0) > 0);
  expect(leaking.instances[0]?.reason).toMatch(/^OOMKilled/);

  await lab.until('stalled', (service) => Date.now() > over && allReady(1)(service));
  await lab.until('leaking', allReady(1));
  expect(await faults.list()).toEqual([]);
});
