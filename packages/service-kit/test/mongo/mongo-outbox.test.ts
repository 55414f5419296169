import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Schema } from 'mongoose';
import { collectEvents, type CollectedEvents } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import {
  createTestMongo,
  createTestRedis,
  createTestTopics,
  type TestMongo,
  type TestRedis,
  type TestTopics,
} from '@ticketlab/testing/stores';
import { createKafka } from '../../src/messaging/kafka.ts';
import type { NewEvent } from '../../src/messaging/outbox.ts';
import { createMongo, type Mongo } from '../../src/mongo/connect.ts';
import { createMongoRelay } from '../../src/mongo/outbox.ts';
import { toPendingEvents, withPendingEvents } from '../../src/mongo/pending-events.ts';
import { createRedis } from '../../src/redis/connect.ts';
import { createDataKit, metricValue } from '../data-kit.ts';
import { erasure, newId, range, versionsOf } from '../messaging/messaging-rig.ts';

let stores: { mongo: TestMongo; redis: TestRedis; topics: TestTopics };
let published: CollectedEvents;
let instance: ReturnType<typeof createInstance>;
const instances: ReturnType<typeof createInstance>[] = [];

function createInstance(name: string) {
  const { topics } = stores;
  const kit = createDataKit({ topicPrefix: topics.prefix, brokers: topics.brokers, instance: name });
  const redis = createRedis(stores.redis.url, name, kit.log);
  const mongo = createMongo(kit, stores.mongo.url);
  const kafka = createKafka(kit);
  const relay = createMongoRelay({ ...kit, redis }, mongo, kafka, { collections: ['people'] });
  return {
    kit,
    mongo,
    relay,
    people: definePeople(mongo),
    async close() {
      await relay.stop();
      await kafka.close();
      await mongo.close();
      redis.disconnect();
    },
  };
}

function definePeople({ connection }: Mongo) {
  const schema = new Schema({ _id: { type: String, required: true }, version: { type: Number, required: true } });
  return connection.model('Person', schema.plugin(withPendingEvents), 'people');
}

/** Raises the version and leaves the event of it in the document, in one conditional update. */
async function raise(id: string, version: number): Promise<void> {
  const event: NewEvent = erasure(id, version);
  await instance.people.updateOne(
    { _id: id, version: version - 1 },
    { $set: { version }, $push: { pendingEvents: { $each: toPendingEvents([event]) } } },
  );
}

async function add(version = 1): Promise<string> {
  const id = newId();
  await instance.people.create({ _id: id, version: 0 });
  for (const next of range(1, version)) await raise(id, next);
  return id;
}

async function pendingOf(id: string): Promise<unknown[]> {
  const document = await instance.people.findById(id).select('+pendingEvents').lean<{ pendingEvents?: unknown[] }>();
  return document?.pendingEvents ?? [];
}

beforeAll(async () => {
  const [mongo, redis, topics] = await Promise.all([
    createTestMongo('kit'),
    createTestRedis(),
    createTestTopics('mongo'),
  ]);
  stores = { mongo, redis, topics };
  published = await collectEvents(topics, 'user-events');
});
afterAll(async () => {
  await published.stop();
  await Promise.all([stores.mongo.drop(), stores.redis.stop(), stores.topics.drop()]);
});
beforeEach(() => {
  instance = start(`user-service-${instances.length + 1}`);
});
afterEach(() => Promise.all(instances.splice(0).map((one) => one.close())));

function start(name: string) {
  const one = createInstance(name);
  instances.push(one);
  return one;
}

describe('the relay of pending events', () => {
  it('publishes them in order per document, removes them and leaves the rest of the document alone', async () => {
    const id = await add(5);
    await instance.relay.start();
    await eventually(() => expect(versionsOf(published.events, id)).toEqual([1, 2, 3, 4, 5]));
    await eventually(async () => expect(await pendingOf(id)).toEqual([]));
    expect(await instance.people.findById(id).lean()).toEqual({ _id: id, __v: 0, version: 5 });
    expect(published.events.find(({ subject }) => subject === id)).toMatchObject({
      specversion: '1.0',
      source: '/user-service',
      actor: 'service:user-service',
    });
  });

  it('removes only what it has published, not what came meanwhile', async () => {
    const ids = await Promise.all(range(1, 10).map(() => add(1)));
    await instance.relay.start();
    for (const version of range(2, 8)) await Promise.all(ids.map((id) => raise(id, version)));
    await eventually(() => {
      for (const id of ids) expect(versionsOf(published.events, id)).toEqual(range(1, 8));
    });
  });

  it('is woken by a call', async () => {
    await instance.relay.start();
    const id = await add(0);
    const started = performance.now();
    for (const version of range(1, 8)) {
      await raise(id, version);
      instance.relay.wake();
      await eventually(() => expect(versionsOf(published.events, id)).toEqual(range(1, version)));
    }
    // polling twice a second, eight events one after the other would take about four seconds
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  it('leaves the work to the holder of the lease, and takes over when the holder is gone', async () => {
    await instance.relay.start();
    const first = await add(1);
    await eventually(() => expect(versionsOf(published.events, first)).toEqual([1]));
    const standby = start('standby');
    await standby.relay.start();
    await instance.relay.stop();
    const second = await add(1);
    await eventually(() => expect(versionsOf(published.events, second)).toEqual([1]));
  });

  it('waits for Redis, measures what waits, and goes on', async () => {
    await stores.redis.stop();
    await instance.relay.start();
    const id = await add(2);
    await eventually(() => expect(instance.kit.logged.some(({ event }) => event === 'outbox-stalled')).toBe(true));
    await eventually(async () => expect(await metricValue(instance.kit, 'outbox_pending')).toBe(2));
    expect(await metricValue(instance.kit, 'outbox_oldest_age_seconds')).toBeGreaterThan(0);
    await stores.redis.restart();
    await eventually(() => expect(versionsOf(published.events, id)).toEqual([1, 2]));
    await eventually(async () => expect(await metricValue(instance.kit, 'outbox_pending')).toBe(0));
  });
});
