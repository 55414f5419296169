import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestMongo, type TestMongo } from '@ticketlab/testing/stores';
import mongoose from 'mongoose';
import { openCollections } from '../src/adapters/collections.ts';
import { createStores, type Stores } from '../src/stores.ts';
import { newId } from './harness.ts';

interface Query {
  collection: string;
  filter: Record<string, unknown>;
  sort: string[];
}

let mongo: TestMongo;
let connection: mongoose.Connection;
let stores: Stores;
const queries: Query[] = [];

beforeAll(async () => {
  mongo = await createTestMongo('notification');
  connection = await mongoose.createConnection(mongo.url, { monitorCommands: true }).asPromise();
  stores = createStores({ connection }, { newId, clock: () => new Date() });
  await openCollections({ connection }).indexed();
  connection
    .getClient()
    .on('commandStarted', ({ commandName, command }) => queries.push(...toQueries(commandName, command)));
});
afterAll(async () => {
  await connection.close();
  await mongo.drop();
});

/** What a command has to find, as the driver sends it. */
function toQueries(name: string, command: Record<string, unknown>): Query[] {
  const collection = String(command[name]);
  const query = (filter: unknown, sort: unknown = {}): Query => ({
    collection,
    filter: filter as Query['filter'],
    // the driver sends the sort as a map, whose order counts
    sort: sort instanceof Map ? [...sort.keys()].map(String) : Object.keys(sort as object),
  });
  if (name === 'find') return [query(command['filter'], command['sort'])];
  if (name === 'findAndModify') return [query(command['query'], command['sort'])];
  if (name === 'aggregate') return [query((command['pipeline'] as { $match: unknown }[])[0]?.$match)];
  const parts = (command['updates'] ?? command['deletes'] ?? []) as { q: unknown }[];
  return parts.map(({ q }) => query(q));
}

/**
 * Whether the id or an index leads to what the query wants: its equal fields first, then the sort or the range. Conditions
 * on further fields only thin out what was found.
 */
function isServed({ filter, sort }: Query, index: string[]): boolean {
  const isRange = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    !('$in' in value) &&
    Object.keys(value).some((key) => /^\$(gt|lt|gte|lte)$/.test(key));
  const fields = Object.entries(filter).filter(([name]) => name !== '$or');
  const equal = new Set(fields.filter(([, value]) => !isRange(value)).map(([name]) => name));
  const ranged = fields.filter(([, value]) => isRange(value)).map(([name]) => name);
  if (equal.has('_id')) return true;
  let used = 0;
  while (used < index.length && equal.has(index[used] ?? '')) used += 1;
  const wanted = sort.length > 0 ? sort.filter((name) => !equal.has(name)) : ranged.slice(0, 1);
  return (used > 0 || equal.size === 0) && wanted.every((name, at) => index[used + at] === name);
}

it('has an index for every query of every store', async () => {
  const { notifications, mails, fanouts, audit, attendances, erasures } = stores;
  const userId = newId();
  const now = new Date();
  const notice = { source: newId(), kind: 'welcome', title: 'x', body: 'x', link: null, email: false, userId } as const;
  await notifications.insert([notice], now);
  await notifications.undelivered('x', [userId]);
  await notifications.undeliveredSince([userId], now);
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
  await mails.export(userId);
  await mails.removeOf(userId);
  const fanout = await fanouts.add({ id: newId(), notice, audience: { kind: 'users', role: null } }, 'key', now);
  await fanouts.find(newId());
  await fanouts.findByKey('key');
  await fanouts.take(now, now);
  await fanouts.advance(fanout, { recipients: 0, next: null, leaseUntil: now });
  await audit.list({ limit: 1 });
  for (const filter of [{ actor: 'x' }, { subject: 'x' }, { action: 'x' }]) {
    await audit.list({ ...filter, from: now, to: now, before: newId(), limit: 1 });
  }
  await audit.export(userId);
  await attendances.record({ orderId: newId(), eventId: newId(), userId, until: null, version: 1 });
  await attendances.holders(newId(), now, newId(), 1);
  await attendances.export(userId);
  await attendances.removeOfEvent(newId());
  await attendances.removeOf(userId);
  await attendances.findEvent(newId());
  await erasures.erasedOf([userId]);
  expect(queries.length).toBeGreaterThan(35);

  const unserved: Query[] = [];
  for (const query of queries) {
    const declared = await connection.collection(query.collection).indexes();
    const indexes = [['_id'], ...declared.map(({ key }) => Object.keys(key as object))];
    if (!indexes.some((index) => isServed(query, index))) unserved.push(query);
  }
  expect(unserved).toEqual([]);
});
