import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sweepDocuments } from '@ticketlab/service-kit/mongo/sweeper';
import { testEnv } from '@ticketlab/testing/env';
import { watchCalls, watchQueries } from '@ticketlab/testing/mongo-queries';
import { createTestMongo, type TestMongo } from '@ticketlab/testing/stores';
import mongoose from 'mongoose';
import { openCollections, retentionRules } from '../src/adapters/collections.ts';
import { parseNotificationConfig } from '../src/config.ts';
import { createStores } from '../src/stores.ts';
import { newId } from './harness.ts';

let mongo: TestMongo;
let connection: mongoose.Connection;

beforeAll(async () => {
  mongo = await createTestMongo('notification');
  connection = await mongoose.createConnection(mongo.url, { monitorCommands: true }).asPromise();
  await openCollections({ connection }).indexed();
});
afterAll(async () => {
  await connection.close();
  await mongo.drop();
});

const anAct = { actor: 'x', action: 'x', subject: 'x', service: 'x', requestId: null, detail: {} };
const anEvent = { title: 'x', startsAt: 'x', endsAt: 'x', venue: 'x' };

it('has an index for every query of every store', async () => {
  const { stores, uncalled } = watchCalls(createStores({ connection }, { newId, clock: () => new Date() }));
  const { notifications, mails, fanouts, audit, attendances, erasures } = stores;
  const { queries, unserved } = watchQueries(connection);
  const userId = newId();
  const now = new Date();
  const notice = { source: newId(), kind: 'welcome', title: 'x', body: 'x', link: null, email: false, userId } as const;
  await notifications.insert([notice], now);
  await notifications.undelivered('x', [userId]);
  await notifications.undeliveredSince([userId], now);
  await notifications.findAbout(userId, 'welcome', '/x');
  await notifications.list(userId, { limit: 1 });
  await notifications.list(userId, { limit: 1, unread: true, before: newId() });
  await notifications.list(userId, { limit: 1, after: newId() });
  await notifications.listAfter(userId, { limit: 1, after: newId() });
  await notifications.listAfter(userId, { limit: 1, after: newId(), unread: true });
  await notifications.listUndelivered(userId, 1);
  await notifications.countUnread(userId);
  await notifications.countUnreadOf([userId]);
  await notifications.markDelivered([newId()], now);
  await notifications.markRead(userId, newId(), now);
  await notifications.markAllRead(userId, now);
  await notifications.export(userId);
  await notifications.removeOf(userId);
  await mails.add([{ id: newId(), userId, to: null, subject: 'x', text: 'x' }], now);
  await mails.take(now, now);
  await mails.finish(newId(), 'sent', now);
  await mails.postpone(newId(), now);
  await mails.countFailed();
  await mails.countPending();
  await mails.idsOf(userId);
  await mails.export(userId);
  await mails.removeOf(userId);
  const fanout = await fanouts.add({ id: newId(), notice, audience: { kind: 'users', role: null } }, 'key', now);
  await fanouts.find(newId());
  await fanouts.findByKey('key');
  await fanouts.take(now, now);
  await fanouts.advance(fanout, { recipients: 0, next: null, leaseUntil: now });
  await audit.append({ id: newId(), at: now.toISOString(), ...anAct });
  await audit.list({ limit: 1 });
  for (const filter of [{ actor: 'x' }, { subject: 'x' }, { action: 'x' }]) {
    await audit.list({ ...filter, from: now, to: now, before: newId(), limit: 1 });
  }
  await audit.export(userId);
  await attendances.record({ orderId: newId(), eventId: newId(), userId, until: null, version: 1 });
  await attendances.find(newId());
  await attendances.holders(newId(), now, newId(), 1);
  await attendances.export(userId);
  await attendances.removeOfEvent(newId());
  await attendances.removeOf(userId);
  await attendances.putEvent({ id: newId(), version: 1, ...anEvent });
  await attendances.findEvent(newId());
  await attendances.removeEvent(newId());
  await erasures.record(userId, now);
  await erasures.erasedOf([userId]);
  const config = parseNotificationConfig(testEnv({}));
  await sweepDocuments({ connection, close: () => connection.close() }, retentionRules(config), now);
  expect(queries.length).toBeGreaterThan(50);
  expect(uncalled()).toEqual([]);
  expect(await unserved()).toEqual([]);
});
