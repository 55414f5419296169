import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sweepDocuments } from '@ticketlab/service-kit/mongo/sweeper';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { watchCalls, watchQueries } from '@ticketlab/testing/mongo-queries';
import { createTestMongo, type TestMongo } from '@ticketlab/testing/stores';
import mongoose from 'mongoose';
import { conversationRetention } from '../src/adapters/chat-documents.ts';
import { createMongoChatStore } from '../src/adapters/mongo-chat-store.ts';

const newId = () => uuidv7(Date.now());

let mongo: TestMongo;
let connection: mongoose.Connection;

beforeAll(async () => {
  mongo = await createTestMongo('chat');
  connection = await mongoose.createConnection(mongo.url, { monitorCommands: true }).asPromise();
});
afterAll(async () => {
  await connection.close();
  await mongo.drop();
});

it('has an index for every query of the store', async () => {
  const database = { connection, close: () => connection.close() };
  const { stores, uncalled } = watchCalls({ store: createMongoChatStore(database) });
  const { store } = stores;
  await store.createIndexes();
  const { queries, unserved } = watchQueries(connection);
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
  await store.findOpened(customerId, 'first');
  for (const filter of [
    {},
    { customerId },
    { customerId, status: 'open' as const },
    { status: 'open' as const, assigneeId: null },
    { status: 'closed' as const, assigneeId: adminId },
    { assigneeId: adminId },
    { status: 'open' as const },
    { words: ['help'] },
    { words: ['help', 'ad'], status: 'open' as const },
    { sort: 'waiting' as const },
    { sort: 'waiting' as const, status: 'open' as const, assigneeId: null },
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
  await store.markNotified(conversationId, [message.id], now);
  await store.assign(conversationId, adminId, undefined, entry);
  await store.assign(conversationId, adminId, null, { ...entry, id: newId() });
  await store.close(conversationId, now, { ...entry, id: newId() });
  await store.reopen(conversationId, { ...entry, id: newId() });
  const note = {
    ...{ id: newId(), conversationId, clientNoteId: 'x', authorId: adminId, authorName: 'Ada', text: 'x' },
    ...{ afterSeq: 1, writtenAt: at },
  };
  await store.addNote(note, ({ id }) => ({ ...entry, id }));
  for (const before of [null, newId()]) await store.listNotes(conversationId, { limit: 1, before });
  await store.countQueue(adminId);
  const reply = { id: newId(), title: 'x', text: 'x', updatedAt: at, updatedBy: adminId };
  await store.addReply(reply);
  await store.changeReply(reply);
  await store.listReplies();
  await store.countReplies();
  await store.removeReply(reply.id);
  await store.listUnrecorded(5);
  await store.countUnrecorded();
  await store.markRecorded(conversationId, entry.id);
  await store.exportCustomer(customerId);
  await store.eraseCustomer(customerId);
  await store.removeOrphans();
  await sweepDocuments(database, [conversationRetention(1)], now);
  expect(uncalled()).toEqual([]);
  expect(queries.length).toBeGreaterThan(40);
  expect(await unserved()).toEqual([]);
});
