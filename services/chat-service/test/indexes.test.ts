import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestMongo, type TestMongo } from '@ticketlab/testing/stores';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import mongoose from 'mongoose';
import { createMongoChatStore, type MongoChatStore } from '../src/adapters/mongo-chat-store.ts';

interface Query {
  collection: string;
  filter: Record<string, unknown>;
  sort: string[];
}

const newId = () => uuidv7(Date.now());

let mongo: TestMongo;
let connection: mongoose.Connection;
let store: MongoChatStore;
const queries: Query[] = [];

beforeAll(async () => {
  mongo = await createTestMongo('chat');
  connection = await mongoose.createConnection(mongo.url, { monitorCommands: true }).asPromise();
  store = createMongoChatStore({ connection, close: () => connection.close() });
  await store.createIndexes();
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
    typeof value === 'object' && value !== null && Object.keys(value).some((key) => /^\$(gt|lt|gte|lte)$/.test(key));
  // the alternatives of a cursor continue the sort
  const fields = Object.entries(filter).filter(([name]) => name !== '$or');
  const equal = new Set(fields.filter(([, value]) => !isRange(value)).map(([name]) => name));
  const ranged = fields.filter(([, value]) => isRange(value)).map(([name]) => name);
  if (equal.has('_id')) return true;
  let used = 0;
  while (used < index.length && equal.has(index[used] ?? '')) used += 1;
  const wanted = sort.length > 0 ? sort.filter((name) => !equal.has(name)) : ranged.slice(0, 1);
  return (used > 0 || equal.size === 0) && wanted.every((name, at) => index[used + at] === name);
}

it('has an index for every query of the store', async () => {
  const [conversationId, customerId, adminId] = [newId(), newId(), newId()];
  const now = new Date();
  const at = now.toISOString();
  const conversation = {
    ...{ id: conversationId, customerId, customerName: 'Ada', subject: 'Help', status: 'open' as const },
    ...{ assigneeId: null, lastMessage: null, lastSeq: 0, lastMessageAt: null },
    ...{ createdAt: at, closedAt: null, waitingSince: null },
  };
  const entry = { id: newId(), at, actor: null, action: 'x', subject: conversationId, requestId: null, detail: {} };
  await store.openConversation(conversation, 'first');
  await store.openConversation({ ...conversation, id: newId() }, 'first');
  await store.openConversation({ ...conversation, id: newId() }, 'second');
  await store.findConversation(conversationId);
  for (const filter of [
    {},
    { customerId },
    { customerId, status: 'open' as const },
    { status: 'open' as const, assigneeId: null },
    { status: 'closed' as const, assigneeId: adminId },
    { assigneeId: adminId },
    { status: 'open' as const },
  ]) {
    const { nextCursor } = await store.listConversations(filter, 1, undefined);
    await store.listConversations(filter, 1, nextCursor ?? undefined);
  }
  await store.countUnread([conversationId], 'USER');
  await store.findSent(conversationId, customerId, 'x');
  const message = {
    ...{ id: newId(), conversationId, clientMessageId: 'x', senderId: adminId, senderRole: 'ADMIN' as const },
    ...{ text: 'x', sentAt: at, deliveredAt: null, readAt: null },
  };
  await store.append(message, true);
  await store.listMessages(conversationId, { limit: 1 });
  await store.listMessages(conversationId, { limit: 1, beforeSeq: 5 });
  await store.listMessages(conversationId, { limit: 1, afterSeq: 0 });
  await store.markReceipt(conversationId, 'USER', 1, 'read', now);
  await store.listToNotify(5);
  await store.markNotified(message.id);
  await store.assign(conversationId, adminId, entry);
  await store.close(conversationId, now, { ...entry, id: newId() });
  await store.listUnrecorded(5);
  await store.countUnrecorded();
  await store.markRecorded(conversationId, entry.id);
  await store.exportCustomer(customerId);
  await store.eraseCustomer(customerId);
  expect(queries.length).toBeGreaterThan(35);

  const unserved: Query[] = [];
  for (const query of queries) {
    const declared = await connection.collection(query.collection).indexes();
    const indexes = [['_id'], ...declared.map(({ key }) => Object.keys(key as object))];
    if (!indexes.some((index) => isServed(query, index))) unserved.push(query);
  }
  expect(unserved).toEqual([]);
});
