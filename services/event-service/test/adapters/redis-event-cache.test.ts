import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import { createRedis, type Redis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import { createMetrics } from '@ticketlab/service-kit/telemetry/metrics';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createRedisEventCache } from '../../src/adapters/redis-event-cache.ts';
import { createEventMetrics } from '../../src/metrics.ts';
import type { EventCache } from '../../src/usecases/ports.ts';
import { anEvent } from '../events.ts';

const ttlMs = 60_000;

let server: TestRedis;
let redis: Redis;
let time: number;
let left: EventCache;
let right: EventCache;

beforeAll(async () => {
  server = await createTestRedis();
  redis = createRedis(server.url, 'test');
  await waitForRedis(redis, 5_000);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => {
  time = Date.now();
  const cacheOf = (instance: string) => {
    const metrics = createEventMetrics(createMetrics('event-service', instance));
    return createRedisEventCache({ redis, instance, clock: () => new Date(time) }, metrics, ttlMs);
  };
  left = cacheOf('left');
  right = cacheOf('right');
});

/** A store that counts its reads and answers when told. */
function slowStore(event: Event | undefined) {
  const gate = Promise.withResolvers<Event | undefined>();
  const store = {
    reads: 0,
    open: () => gate.resolve(event),
    load: () => {
      store.reads += 1;
      return gate.promise;
    },
  };
  return store;
}

const never = () => Promise.reject(new Error('the store must not be asked'));

describe('a stampede', () => {
  it.each([
    ['an event', anEvent()],
    ['an id that nobody has', undefined],
  ])('of a hundred readers in two replicas for %s reads the store once', async (_, event) => {
    const id = event?.id ?? anEvent().id;
    const store = slowStore(event);
    const readers = Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? left : right).read(id, store.load));
    await eventually(() => expect(store.reads).toBe(1));
    store.open();
    expect(await Promise.all(readers)).toEqual(Array.from({ length: 100 }, () => event));
    expect(store.reads).toBe(1);
  });

  it('does not wait for a replica that died while it loaded', async () => {
    const event = anEvent();
    const stuck = slowStore(event);
    void left.read(event.id, stuck.load);
    await eventually(() => expect(stuck.reads).toBe(1));
    expect(await right.read(event.id, () => Promise.resolve(event))).toEqual(event);
    stuck.open();
  });

  it('shares a failure of the store and asks again afterwards', async () => {
    const event = anEvent();
    const failing = () => Promise.reject(new Error('store is away'));
    const readers = await Promise.allSettled([left.read(event.id, failing), left.read(event.id, failing)]);
    expect(readers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await left.read(event.id, () => Promise.resolve(event))).toEqual(event);
  });
});

describe('a write', () => {
  it('is what every replica reads afterwards', async () => {
    const event = anEvent();
    await left.read(event.id, () => Promise.resolve(event));
    const changed = { ...event, version: 2, title: 'Changed' };
    await right.put(changed);
    expect(await left.read(event.id, never)).toEqual(changed);
    await left.remove(event.id, 3);
    expect(await right.read(event.id, never)).toBeUndefined();
  });

  it('is not undone by a reader that loaded before it, in the same replica or another', async () => {
    for (const writer of [left, right]) {
      const event = anEvent();
      const store = slowStore(event);
      const early = left.read(event.id, store.load);
      await eventually(() => expect(store.reads).toBe(1));
      const changed = { ...event, version: 2 };
      await writer.put(changed);
      expect(await left.read(event.id, never)).toEqual(changed);
      store.open();
      expect(await early).toEqual(event);
      expect(await left.read(event.id, never)).toEqual(changed);
    }
  });
});

it('renews an entry in the last part of its life, once, while readers still get it', async () => {
  const event = anEvent();
  await left.put(event);
  const store = slowStore(event);
  time += ttlMs * 0.7;
  await left.read(event.id, store.load);
  expect(store.reads).toBe(0);
  time += ttlMs * 0.15;
  const readers = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? left : right).read(event.id, store.load));
  expect(await Promise.all(readers)).toEqual(Array.from({ length: 20 }, () => event));
  await eventually(() => expect(store.reads).toBe(1));
  store.open();
  await eventually(async () => {
    expect(await redis.pttl(`event-service:event:${event.id}`)).toBeGreaterThan(ttlMs * 0.9);
    expect(Number(await redis.hget(`event-service:event:${event.id}`, 'expires'))).toBe(time + ttlMs);
  });
  expect(store.reads).toBe(1);
});

describe('without Redis', () => {
  it('reads go to the store, one at a time per event, and writes are repeated when it is back', async () => {
    const event = anEvent();
    await left.put(event);
    await server.kill();
    await eventually(() => expect(redis.status).not.toBe('ready'));
    const changed = { ...event, version: 2 };
    const store = slowStore(changed);
    const readers = Array.from({ length: 50 }, () => left.read(event.id, store.load));
    await eventually(() => expect(store.reads).toBe(1));
    store.open();
    expect(await Promise.all(readers)).toEqual(Array.from({ length: 50 }, () => changed));
    expect(store.reads).toBe(1);

    await left.put(changed);
    await server.restart();
    await waitForRedis(redis, 5_000);
    expect(await right.read(event.id, never)).toEqual(event);
    await left.catchUp();
    expect(await right.read(event.id, never)).toEqual(changed);
  });

  it('that answers nothing costs one time-out, not one per reader', async () => {
    const event = anEvent();
    const load = () => Promise.resolve(event);
    await server.pause();
    const began = performance.now();
    expect(await left.read(event.id, load)).toEqual(event);
    for (let reads = 0; reads < 50; reads++) expect(await left.read(event.id, load)).toEqual(event);
    await server.resume();
    expect(performance.now() - began).toBeLessThan(2_500);
  });
});
