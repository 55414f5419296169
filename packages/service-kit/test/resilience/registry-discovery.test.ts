import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createRedis, type Redis, waitForRedis } from '../../src/redis/connect.ts';
import { createSubscriber } from '../../src/redis/subscriber.ts';
import type { Discovery, Instance } from '../../src/resilience/discovery.ts';
import { startRegistration } from '../../src/resilience/registration.ts';
import { createRegistryDiscovery } from '../../src/resilience/registry-discovery.ts';
import { createLogger } from '../../src/telemetry/logger.ts';

const log = createLogger({ service: 'test', instance: 'test', level: 'silent' });
const cleanups: (() => unknown)[] = [];
let server: TestRedis;

beforeAll(async () => {
  server = await createTestRedis();
});
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  await server.stop();
});

async function connect(): Promise<Redis> {
  const redis = createRedis(server.url, 'test');
  cleanups.push(() => redis.disconnect());
  await waitForRedis(redis, 2_000);
  return redis;
}

async function discover(): Promise<Discovery> {
  const subscriber = createSubscriber(server.url, 'test');
  const discovery = createRegistryDiscovery(await connect(), subscriber, log);
  cleanups.push(
    () => subscriber.close(),
    () => discovery.close(),
  );
  await discovery.start();
  return discovery;
}

function instance(id: string, startedAt = '2026-01-01T00:00:00.000Z'): Instance {
  return { service: 'ticket-service', id, host: '127.0.0.1', port: 4000, version: '1', startedAt };
}

const ids = (discovery: Discovery) => discovery.instances('ticket-service').map(({ id }) => id);

function listed(discovery: Discovery, expected: string[], timeoutMs = 1_000): Promise<void> {
  return eventually(
    () => {
      expect(ids(discovery).sort()).toEqual(expected);
    },
    { timeoutMs },
  );
}

describe('registry discovery', () => {
  it('learns of instances that come and leave, and lets late readers see those that are there', async () => {
    const discovery = await discover();
    const changes: string[] = [];
    discovery.onChange((service) => changes.push(service));
    const redis = await connect();
    const [a, b] = [startRegistration(redis, instance('a')), startRegistration(redis, instance('b'))];
    await listed(discovery, ['a', 'b']);
    await listed(await discover(), ['a', 'b']);
    await a.deregister();
    await listed(discovery, ['b']);
    await b.deregister();
    await listed(discovery, []);
    expect(changes).toHaveLength(4);
  });

  it('drops an instance that refuses connections until it announces itself anew', async () => {
    const discovery = await discover();
    const redis = await connect();
    const first = startRegistration(redis, instance('c'));
    await listed(discovery, ['c']);
    discovery.reportFailure(instance('c'));
    expect(ids(discovery)).toEqual([]);
    await discovery.start();
    expect(ids(discovery)).toEqual([]);
    const again = startRegistration(redis, instance('c', '2026-01-02T00:00:00.000Z'));
    await listed(discovery, ['c']);
    await Promise.all([first.deregister(), again.deregister()]);
    await listed(discovery, []);
  });

  it('keeps the last known instances while Redis is away and right after it lost everything', async () => {
    const discovery = await discover();
    const redis = await connect();
    const kept = startRegistration(redis, instance('d'));
    await listed(discovery, ['d']);
    await server.kill();
    await eventually(() => {
      expect(redis.status).not.toBe('ready');
    });
    expect(ids(discovery)).toEqual(['d']);
    await server.restart();
    await waitForRedis(redis, 5_000);
    await redis.flushall();
    await discovery.start();
    expect(ids(discovery)).toEqual(['d']);
    await eventually(async () => {
      expect(await redis.exists('discovery:instance:ticket-service/d')).toBe(1);
    });
    expect(ids(discovery)).toEqual(['d']);
    await kept.deregister();
    await listed(discovery, [], 5_000); // the notice may come before the subscription is back
  });

  it('drops an instance whose heartbeat stays away', async () => {
    const discovery = await discover();
    const redis = await connect();
    const dead = await connect();
    const silenced = startRegistration(dead, instance('e'));
    cleanups.push(() => silenced.deregister());
    await listed(discovery, ['e']);
    dead.disconnect();
    await redis.del('discovery:instance:ticket-service/e');
    await listed(discovery, [], 5_000);
    expect(await redis.smembers('discovery:instances')).toEqual([]);
  });
});
