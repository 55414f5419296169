import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestMongo, type TestMongo } from '@ticketlab/testing/stores';
import { createMongo, type Mongo } from '../../src/mongo/connect.ts';
import { sweepDocuments } from '../../src/mongo/sweeper.ts';
import { createDataKit } from '../data-kit.ts';

let database: TestMongo;
let mongo: Mongo;
const kit = createDataKit();

beforeAll(async () => {
  database = await createTestMongo('kit');
  mongo = createMongo(kit, database.url);
});
afterAll(async () => {
  await mongo.close();
  await database.drop();
});

it('connects in the background and then is ready', async () => {
  await mongo.connection.asPromise();
  await expect(kit.checks.get('mongodb')?.()).resolves.toBeUndefined();
});

it('is not ready, and ends at once, while the server cannot be reached', async () => {
  const elsewhere = createDataKit();
  const unreachable = createMongo(elsewhere, 'mongodb://127.0.0.1:1/none');
  await expect(elsewhere.checks.get('mongodb')?.()).rejects.toThrow();
  await unreachable.close();
});

it('sweeps documents past their time and no others', async () => {
  const notes = mongo.connection.collection<{ _id: string; at: Date }>('notes');
  const now = new Date('2026-06-01T12:00:00Z');
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  await notes.insertMany([
    { _id: 'old', at: hoursAgo(25) },
    { _id: 'young', at: hoursAgo(23) },
  ]);
  expect(await sweepDocuments(mongo, [{ collection: 'notes', field: 'at', hours: 24 }], now)).toEqual([1]);
  expect(await notes.find().toArray()).toMatchObject([{ _id: 'young' }]);
});
