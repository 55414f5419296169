import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sweepDocuments } from '@ticketlab/service-kit/mongo/sweeper';
import { watchCalls, watchQueries } from '@ticketlab/testing/mongo-queries';
import { createTestMongo, type TestMongo } from '@ticketlab/testing/stores';
import mongoose from 'mongoose';
import { deletionRetention } from '../src/adapters/event-document.ts';
import { createMongoEventStore } from '../src/adapters/mongo-event-store.ts';
import { publishEvent } from '../src/domain/event.ts';
import { toNews } from '../src/usecases/news.ts';
import { anEvent, now } from './events.ts';

let mongo: TestMongo;
let connection: mongoose.Connection;

beforeAll(async () => {
  mongo = await createTestMongo('event');
  connection = await mongoose.createConnection(mongo.url, { monitorCommands: true }).asPromise();
});
afterAll(async () => {
  await connection.close();
  await mongo.drop();
});

it('has an index for every query of the store', async () => {
  const database = { connection, close: () => connection.close() };
  const { stores, uncalled } = watchCalls({ store: createMongoEventStore(database) });
  const { store } = stores;
  await store.createIndexes();
  const { queries, unserved } = watchQueries(connection);
  const event = anEvent();
  await store.insert(event, toNews('created', event, undefined));
  await store.find(event.id);
  await store.findMany([event.id]);
  await store.changesSince(now, 10);
  await store.idsOver(now, 10);
  await store.countPendingEvents();
  await store.countOver(now);
  const published = publishEvent(event, now);
  await store.replace(published, toNews('published', published, undefined));
  await store.remove(event.id, 2, now);
  await sweepDocuments(database, [deletionRetention(1)], now);
  expect(uncalled()).toEqual([]);
  expect(queries.length).toBe(10);
  expect(await unserved()).toEqual([]);
});
