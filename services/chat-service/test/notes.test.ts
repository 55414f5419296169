import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ChatNote } from '@ticketlab/contracts/http/chat-desk';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { createServiceToken } from '@ticketlab/testing/tokens';
import { request } from 'undici';
import { type ChatUnderTest, next, startChat } from './chat-under-test.ts';

let chat: ChatUnderTest;
beforeAll(async () => {
  chat = await startChat();
});
afterAll(() => chat.close());

const notesOf = async (id: string, query = '') =>
  (await chat.call(chat.identity.admin(), 'GET', `/${id}/notes${query}`)).body as {
    items: ChatNote[];
    nextCursor: string | null;
  };
const write = (id: string, text: string, admin = chat.identity.admin(), clientNoteId = randomUUID(), replica = 0) =>
  chat.call(admin, 'POST', `/${id}/notes`, { text, clientNoteId }, replica);
const say = (user: Parameters<ChatUnderTest['call']>[0], id: string, text: string) =>
  chat.call(user, 'POST', `/${id}/messages`, { text, clientMessageId: randomUUID() });

it('keeps one of a note sent again, also when both come at once on two replicas, below the last message', async () => {
  const admin = chat.identity.admin();
  const id = await chat.open(chat.identity.user());
  const noteId = randomUUID();
  const answers = await Promise.all([0, 1, 0].map((replica) => write(id, 'Called twice', admin, noteId, replica)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect((await notesOf(id)).items).toMatchObject([{ text: 'Called twice', afterSeq: 1, authorId: admin.userId }]);
});

it('are paged, newest first, and written into closed conversations, too', async () => {
  const id = await chat.open(chat.identity.user());
  await chat.call(chat.identity.admin(), 'POST', `/${id}/close`);
  for (const text of ['one', 'two', 'three']) expect((await write(id, text)).status).toBe(201);
  const first = await notesOf(id, '?limit=2');
  expect(first.items.map(({ text }) => text)).toEqual(['three', 'two']);
  const rest = await notesOf(id, `?limit=2&cursor=${first.nextCursor ?? ''}`);
  expect(rest).toMatchObject({ items: [{ text: 'one' }], nextCursor: null });
  expect((await chat.call(chat.identity.admin(), 'GET', `/${randomUUID()}/notes`)).status).toBe(400);
  expect((await chat.call(chat.identity.admin(), 'GET', `/${chat.identity.user().userId}/notes`)).status).toBe(404);
});

it('never reach a customer: by no route, no socket, no search and no export', async () => {
  const secret = 'xylophone';
  const customer = chat.identity.user();
  const id = await chat.open(customer);
  const heard: unknown[] = [];
  const atCustomer = await chat.connect(customer, 1, (socket) => socket.onAny((...event) => heard.push(event)));
  await atCustomer.emitWithAck('conversation:join', id);
  const atAdmin = await chat.connect(chat.identity.admin(), 1);
  const pushed = next(atAdmin, 'note');
  expect((await write(id, `She plays the ${secret}`)).status).toBe(201);
  expect(await pushed).toMatchObject({ conversationId: id, text: `She plays the ${secret}` });

  expect((await chat.call(customer, 'GET', `/${id}/notes`)).status).toBe(403);
  expect((await write(id, 'me too', customer)).status).toBe(403);
  expect((await chat.call(customer, 'GET', `?q=${secret}`)).status).toBe(403);
  const before = await chat.call(customer, 'GET', `/${id}`);
  expect(before.body).toMatchObject({ lastSeq: 1, lastMessage: 'Hello', unread: 0 });
  const seen = [before, await chat.call(customer, 'GET', ''), await chat.call(customer, 'GET', `/${id}/messages`)];
  const own = await request(`${chat.urls[0] ?? ''}/internal/users/${customer.userId}/data`, {
    headers: { authorization: `Bearer ${createServiceToken('user-service', 'chat-service')}` },
  });
  const exported = await own.body.text();
  expect(exported).toContain('Hello');
  // whatever the note caused would have come before this
  const marker = next(atCustomer, 'message');
  expect((await say(chat.identity.admin(), id, 'A marker')).body['seq']).toBe(2);
  await marker;
  expect(`${JSON.stringify(seen)}${JSON.stringify(heard)}${exported}`).not.toContain(secret);
  expect(heard.map((event) => (event as string[])[0])).not.toContain('note');
});

it('loses an erased customer’s words, and an erased author’s name', async () => {
  const customer = chat.identity.user();
  const author = chat.identity.admin();
  const id = await chat.open(customer);
  const other = await chat.open(chat.identity.user());
  await write(id, 'Lives in Ghent', author);
  await write(other, 'Stays', author);
  const erase = (userId: string) => {
    const erased = {
      type: 'ticketlab.user.erased.v1',
      subject: userId,
      aggregateVersion: 1,
      data: { userId },
    } as const;
    return publishEvent(chat.topics, 'user-events', createEvent(erased, 'user-service'));
  };
  await erase(customer.userId);
  await erase(author.userId);
  await eventually(
    async () => {
      expect((await notesOf(id)).items).toMatchObject([{ text: '(erased)', authorName: '(erased)' }]);
      expect((await notesOf(other)).items).toMatchObject([{ text: 'Stays', authorName: '(erased)' }]);
    },
    { timeoutMs: 20_000 },
  );
  const found = await chat.call(chat.identity.admin(), 'GET', '?q=ghent');
  expect(found.body['items']).toEqual([]);
  // nobody would read what is written there
  expect((await chat.call(chat.identity.admin(), 'POST', `/${id}/reopen`)).status).toBe(409);
});
