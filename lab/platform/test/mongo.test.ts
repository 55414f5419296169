import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { prepareMongo } from '../mongo.ts';
import { findFreePorts } from '../ports.ts';
import type { Store, StoreCommand } from '../store.ts';
import { createStoreHarness, writeUntilKilled, type StoreHarness } from './store-harness.ts';

interface Row {
  _id: string;
  value: number;
}

describe('the MongoDB-compatible server', () => {
  let harness: StoreHarness;
  let command: StoreCommand;
  let store: Store;
  let connection: Connection;

  beforeAll(async () => {
    harness = await createStoreHarness();
    const [port = 0] = await findFreePorts(1);
    command = await prepareMongo(harness.platform, { dataDir: join(harness.dir, 'mongo'), port });
    store = await harness.start(command);
    connection = await connect();
  });
  afterAll(async () => {
    await connection.close();
    await harness.close();
  });

  const connect = () => mongoose.createConnection(`${store.url}/test`, { serverSelectionTimeoutMS: 2_000 }).asPromise();

  it('lets one of many win a conditional update', async () => {
    const seats = connection.collection<{ _id: string; owner: number | null }>('seats');
    await seats.insertOne({ _id: 'A1', owner: null });
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, buyer) =>
        seats.findOneAndUpdate({ _id: 'A1', owner: null }, { $set: { owner: buyer } }),
      ),
    );
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });

  it('keeps every acknowledged write with its index entries over kill -9, and over a stop', async () => {
    const rows = connection.collection<Row>('rows');
    await rows.createIndex({ value: 1 }, { unique: true }, {});
    const acknowledged = await writeUntilKilled(store, (value) => rows.insertOne({ _id: `row-${value}`, value }));
    await connection.close();
    store = await harness.start(command);
    connection = await connect();
    const restarted = connection.collection<Row>('rows');
    const found = (await restarted.find().toArray()).map(({ value }) => value);
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    expect(found).toEqual(expect.arrayContaining(acknowledged));
    const refused = await Promise.allSettled(
      found.map((value) => restarted.insertOne({ _id: `again-${value}`, value })),
    );
    expect(refused.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    await expect(restarted.insertOne({ _id: 'again', value: found[0] ?? -1 })).rejects.toMatchObject({ code: 11000 });

    await connection.close();
    await store.stop();
    expect(store.alive()).toBe(false);
    store = await harness.start(command);
    connection = await connect();
    expect(await connection.collection<Row>('rows').countDocuments()).toBe(found.length);
  });
});
