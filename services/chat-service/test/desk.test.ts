import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CannedReply } from '@ticketlab/contracts/http/chat-desk';
import { recordAuditBodySchema } from '@ticketlab/contracts/internal/notifications';
import { eventually } from '@ticketlab/testing/eventually';
import { type StubService, stubService } from '@ticketlab/testing/stub-service';
import { type ChatUnderTest, startChat } from './chat-under-test.ts';

let chat: ChatUnderTest;
let notifications: StubService;
beforeAll(async () => {
  chat = await startChat();
  notifications = await stubService(
    'notification-service',
    {
      'POST /internal/notifications': () => ({ status: 204 }),
      'POST /internal/audit-entries': () => ({ status: 204 }),
    },
    chat,
  );
});
afterAll(async () => {
  await chat.close();
  await notifications.close();
});

const base = '/api/chat/canned-replies';

describe('canned replies', () => {
  it('are kept by admins, each title once, and every change is in the audit log', async () => {
    const admin = chat.identity.admin();
    const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path = '', body?: unknown, user = admin) =>
      chat.call(user, method, `${base}${path}`, body);
    const title = `Where is it ${randomUUID()}`;
    const twice = await Promise.all([0, 1].map(() => call('POST', '', { title, text: 'Under Orders.' })));
    expect(twice.map(({ status }) => status).sort()).toEqual([201, 409]);
    const reply = twice.find(({ status }) => status === 201)?.body as unknown as CannedReply;
    expect((await call('POST', '', { title: title.toUpperCase(), text: 'x' })).status).toBe(409);
    const other = (await call('POST', '', { title: `A ${title}`, text: 'y' })).body as unknown as CannedReply;
    expect((await call('PUT', `/${other.id}`, { title, text: 'y' })).status).toBe(409);
    expect((await call('PUT', `/${reply.id}`, { title, text: 'Look under Orders.' })).body).toMatchObject({
      ...{ id: reply.id, text: 'Look under Orders.', updatedBy: admin.userId },
    });
    const { items } = (await call('GET')).body as unknown as { items: CannedReply[] };
    expect(items.map(({ id }) => id)).toEqual([other.id, reply.id]);
    expect((await call('DELETE', `/${other.id}`)).status).toBe(204);
    expect((await call('DELETE', `/${other.id}`)).status).toBe(404);
    expect((await call('PUT', `/${other.id}`, { title, text: 'y' })).status).toBe(404);
    for (const method of ['GET', 'POST'] as const) {
      expect(
        (await call(method, '', method === 'GET' ? undefined : { title, text: 'x' }, chat.identity.user())).status,
      ).toBe(403);
    }
    await eventually(() => {
      const entries = notifications.requests
        .filter(({ path }) => path === '/internal/audit-entries')
        .map(({ body }) => recordAuditBodySchema.parse(body));
      const acts = new Map(
        entries.filter(({ subject }) => subject === other.id || subject === reply.id).map((entry) => [entry.id, entry]),
      );
      expect([...acts.values()].map(({ action }) => action).sort()).toEqual([
        'chat.canned-reply-added',
        'chat.canned-reply-added',
        'chat.canned-reply-changed',
        'chat.canned-reply-removed',
      ]);
      expect([...acts.values()].every(({ actor }) => actor === `admin:${admin.userId}`)).toBe(true);
    });
  });
});

describe('support', () => {
  it('is said to be there or not: on connecting, on asking, and when the last admin has left', async () => {
    const customer = chat.identity.user();
    const heard: boolean[] = [];
    await chat.connect(customer, 0, (socket) => socket.on('support', ({ online }) => heard.push(online)));
    await eventually(() => expect(heard).toEqual([false]));
    const asked = async () => (await chat.call(customer, 'GET', '/api/chat/support', undefined, 1)).body;
    expect(await asked()).toEqual({ online: false });
    const atAdmin = await chat.connect(chat.identity.admin(), 1);
    await eventually(() => expect(heard.at(-1)).toBe(true));
    expect(await asked()).toEqual({ online: true });
    atAdmin.disconnect();
    await eventually(() => expect(heard.at(-1)).toBe(false));
  });

  it('is said to be away to who writes over a socket', async () => {
    const customer = chat.identity.user();
    const conversationId = await chat.open(customer);
    const heard: boolean[] = [];
    const socket = await chat.connect(customer, 1, (socket) =>
      socket.on('support', ({ online }) => heard.push(online)),
    );
    await eventually(() => expect(heard).toEqual([false]));
    await socket.emitWithAck('message:send', { conversationId, text: 'Hello?', clientMessageId: randomUUID() });
    await eventually(() => expect(heard).toEqual([false, false]));
  });
});

describe('answers to somebody who is away', () => {
  it('are told once for a burst, and anew after the customer has come back', async () => {
    const customer = chat.identity.user();
    const admin = chat.identity.admin();
    const id = await chat.open(customer);
    const answer = (text: string, conversation = id, replica = 0) =>
      chat.call(admin, 'POST', `/${conversation}/messages`, { text, clientMessageId: randomUUID() }, replica);
    const told = () =>
      notifications.requests.flatMap(({ path, body }) => {
        const { userId, body: text } = body as { userId?: string; body?: string };
        return path === '/internal/notifications' && userId === customer.userId ? [text] : [];
      });
    // what was due before this has been told once this has
    const settle = async () => {
      const other = chat.identity.user();
      await answer('marker', await chat.open(other));
      await eventually(() =>
        expect(notifications.requests.map(({ body }) => (body as { userId?: string }).userId)).toContain(other.userId),
      );
    };
    for (const [index, text] of ['first', 'second', 'third'].entries()) await answer(text, id, index % 2);
    await settle();
    await answer('fourth');
    await settle();
    expect(new Set(told())).toEqual(new Set(['first']));
    await chat.call(customer, 'POST', `/${id}/read`, { upToSeq: 5 });
    await answer('fifth');
    await eventually(() => expect(new Set(told())).toEqual(new Set(['first', 'fifth'])));
  });
});
