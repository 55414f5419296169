import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createRedis, type Redis, waitForRedis } from '../../src/redis/connect.ts';
import { createSubscriber } from '../../src/redis/subscriber.ts';

let server: TestRedis;
const open: Redis[] = [];

beforeAll(async () => {
  server = await createTestRedis();
});
afterAll(async () => {
  for (const redis of open) redis.disconnect();
  await server.stop();
});

function connect(url = server.url): Redis {
  const redis = createRedis(url, 'test');
  open.push(redis);
  return redis;
}

async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await expect(act()).rejects.toThrow();
  return (performance.now() - startedAt) / 1000;
}

describe('createRedis', () => {
  it('does not throw where nothing listens, and refuses commands at once', async () => {
    const redis = connect('redis://127.0.0.1:1');
    expect(await waitForRedis(redis, 100)).toBe(false);
    expect(await secondsOf(() => redis.get('x'))).toBeLessThan(0.2);
  });

  it('refuses commands while the server is away or stuck, and comes back by itself', async () => {
    const redis = connect();
    expect(await waitForRedis(redis, 2_000)).toBe(true);
    await redis.set('x', '1');
    await server.pause();
    expect(await secondsOf(() => redis.get('x'))).toBeLessThan(1.5);
    await server.resume();
    await server.kill();
    await eventually(async () => {
      expect(await secondsOf(() => redis.get('x'))).toBeLessThan(0.2);
    });
    await server.restart();
    await eventually(async () => {
      expect(await redis.get('x')).toBe('1');
    });
  });
});

describe('createSubscriber', () => {
  it('hears messages, and says when it may have missed some', async () => {
    const redis = connect();
    await waitForRedis(redis, 2_000);
    const subscriber = createSubscriber(server.url, 'test');
    const heard: string[] = [];
    let subscribed = 0;
    subscriber.subscribe(
      'news',
      (message) => heard.push(message),
      () => (subscribed += 1),
    );
    await eventually(() => {
      expect(subscribed).toBe(1);
    });
    await redis.publish('news', 'one');
    await eventually(() => {
      expect(heard).toEqual(['one']);
    });
    await server.kill();
    await server.restart();
    await eventually(() => {
      expect(subscribed).toBe(2);
    });
    await eventually(() => redis.publish('news', 'two'));
    await eventually(() => {
      expect(heard).toEqual(['one', 'two']);
    });
    subscriber.close();
  });
});
