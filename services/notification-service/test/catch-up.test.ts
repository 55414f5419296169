import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestMongo, type TestMongo } from '@ticketlab/testing/stores';
import mongoose from 'mongoose';
import { createStores, type Stores } from '../src/stores.ts';
import { createCatchUp } from '../src/usecases/catch-up.ts';
import { newId } from './harness.ts';

let mongo: TestMongo;
let connection: mongoose.Connection;
let stores: Stores;
beforeAll(async () => {
  mongo = await createTestMongo('notification');
  connection = await mongoose.createConnection(mongo.url).asPromise();
  stores = createStores({ connection }, { newId, clock: () => new Date() });
});
afterAll(async () => {
  await connection.close();
  await mongo.drop();
});

it('brings who was away for long the newest hundred, oldest first', async () => {
  const { notifications } = stores;
  const userId = newId();
  const now = new Date();
  for (let n = 0; n < 130; n++) {
    const notice = { kind: 'welcome', title: `${n}`, body: 'x', link: null, email: false, userId } as const;
    await notifications.insert([{ ...notice, source: newId() }], now);
  }
  const all = (await notifications.export(userId)).map(({ id }) => id);
  await notifications.markDelivered(all, now);

  const { deliveries, unread } = await createCatchUp({ notifications, clock: () => now }).onConnect(userId, all[0]);
  expect(deliveries.map(({ notification }) => notification.id)).toEqual(all.slice(-100));
  expect(unread).toBe(130);
});

it('looks for what those who are connected missed since it last could look', async () => {
  const { notifications } = stores;
  const userId = newId();
  const begun = Date.now();
  let now = begun;
  const catchUp = createCatchUp({ notifications, clock: () => new Date(now) });
  const tell = async (title: string, minute: number) => {
    const notice = { kind: 'welcome', title, body: 'x', link: null, email: false, userId } as const;
    await notifications.insert([{ ...notice, source: newId() }], new Date(begun + minute * 60_000));
  };
  const missedAt = async (minute: number, ofWhom = [userId]) => {
    now = begun + minute * 60_000;
    return (await catchUp.ofConnected(ofWhom)).map(({ notification }) => notification.title);
  };
  await tell('early', 1);
  expect(await missedAt(30, [newId()])).toEqual([]);
  expect(await missedAt(31)).toEqual([]);
  await tell('late', 31.5);
  // nobody could look in between
  expect(await missedAt(90)).toEqual(['late']);
  expect(await missedAt(91)).toEqual([]);
});
