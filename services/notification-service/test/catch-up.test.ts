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
