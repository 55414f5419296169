import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DependencyError } from '@ticketlab/service-kit/messaging/errors';
import { createTestMongo, type TestMongo } from '@ticketlab/testing/stores';
import mongoose from 'mongoose';
import { createMongoEventStore, type MongoEventStore } from '../../src/adapters/mongo-event-store.ts';
import { publishEvent } from '../../src/domain/event.ts';
import { toNews } from '../../src/usecases/news.ts';
import { anEvent, now } from '../events.ts';

let mongo: TestMongo;
let connection: mongoose.Connection;
let store: MongoEventStore;

beforeAll(async () => {
  mongo = await createTestMongo('event');
  connection = await mongoose.createConnection(mongo.url).asPromise();
  store = createMongoEventStore({ connection, close: () => connection.close() });
  await store.createIndexes();
});
afterAll(async () => {
  await connection.close();
  await mongo.drop();
});

async function insert(event = anEvent()) {
  await store.insert(event, toNews('created', event, undefined));
  return event;
}

it('gives back what it was given', async () => {
  const event = await insert();
  expect(await store.find(event.id)).toEqual(event);
  const published = publishEvent(event, now);
  expect(await store.replace(published, toNews('published', published, undefined))).toBe(true);
  expect(await store.find(event.id)).toEqual(published);
});

it('writes only over the version it was told, and keeps pending events of lost writes out', async () => {
  const event = await insert();
  const published = publishEvent(event, now);
  const write = () => store.replace(published, toNews('published', published, undefined));
  const before = await store.countPendingEvents();
  const results = await Promise.all(Array.from({ length: 10 }, write));
  expect(results.filter(Boolean)).toHaveLength(1);
  expect(await store.countPendingEvents()).toBe(before);
  const document = await connection
    .collection<{ _id: string; pendingEvents: unknown[] }>('events')
    .findOne({ _id: event.id });
  expect(document?.pendingEvents).toHaveLength(2);
  expect(await store.remove(event.id, 2, now)).toBe(false);
});

it('lists changes in the order of its own clock, deletions too', async () => {
  const events = [await insert(), await insert(), await insert()];
  const [first, second] = events;
  await store.remove(first?.id ?? '', 1, now);
  const changes = await store.changesSince(new Date(0), 1_000);
  const own = changes.filter(({ id }) => events.some((event) => event.id === id));
  expect(own.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());
  expect(own.find(({ id }) => id === first?.id)).toMatchObject({ version: 2, deleted: true });
  expect(own.find(({ id }) => id === second?.id)).toMatchObject({ version: 1, deleted: false });
  const times = changes.map(({ at }) => at.getTime());
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const last = new Date(times.at(-1) ?? 0);
  expect(Math.abs(Date.now() - last.getTime())).toBeLessThan(5_000);
  expect((await store.changesSince(last, 1_000)).map(({ id }) => id)).toContain(first?.id);
});

it('calls it a dependency that is down when MongoDB is', async () => {
  mongoose.set('bufferTimeoutMS', 100);
  const nowhere = mongoose.createConnection('mongodb://127.0.0.1:1/none', {
    serverSelectionTimeoutMS: 100,
  });
  nowhere.asPromise().catch(() => undefined);
  const unreachable = createMongoEventStore({ connection: nowhere, close: () => nowhere.close() });
  await expect(unreachable.find(anEvent().id)).rejects.toBeInstanceOf(DependencyError);
  await nowhere.close();
});
