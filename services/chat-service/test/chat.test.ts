import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import { type AuditRecord, recordAuditBodySchema } from '@ticketlab/contracts/internal/notifications';
import { publishRevocation } from '@ticketlab/service-kit/auth/revocations';
import { createRedis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { stubService } from '@ticketlab/testing/stub-service';
import { createServiceToken } from '@ticketlab/testing/tokens';
import { request } from 'undici';
import { type ChatUnderTest, next, startChat } from './chat-under-test.ts';

let chat: ChatUnderTest;

beforeAll(async () => {
  chat = await startChat();
});

afterAll(() => chat.close());

const messagesOf = async (id: string, user = chat.identity.admin(), query = ''): Promise<ChatMessage[]> =>
  (await chat.call(user, 'GET', `/${id}/messages${query}`)).body['items'] as ChatMessage[];

describe('messages', () => {
  it('keep one of a message sent again, also when both come at once on two replicas', async () => {
    const customer = chat.identity.user();
    const id = await chat.open(customer);
    const message = { text: 'Only once', clientMessageId: randomUUID() };
    const answers = await Promise.all(
      [0, 1, 0, 1].map((replica) => chat.call(customer, 'POST', `/${id}/messages`, message, replica)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    expect((await messagesOf(id)).filter(({ text }) => text === 'Only once')).toHaveLength(1);
  });

  it('are numbered without gaps when both sides write at once on two replicas', async () => {
    const customer = chat.identity.user();
    const admin = chat.identity.admin();
    const id = await chat.open(customer);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        chat.call(
          index % 2 === 0 ? customer : admin,
          'POST',
          `/${id}/messages`,
          { text: `m${index}`, clientMessageId: randomUUID() },
          index % 2,
        ),
      ),
    );
    expect((await messagesOf(id, admin, '?limit=50')).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 21 }, (_, index) => index + 1),
    );
  });

  it('are paged backwards and caught up forwards', async () => {
    const customer = chat.identity.user();
    const id = await chat.open(customer, 'm1');
    for (let i = 2; i <= 5; i += 1) {
      await chat.call(customer, 'POST', `/${id}/messages`, { text: `m${i}`, clientMessageId: randomUUID() });
    }
    expect((await messagesOf(id, customer, '?limit=2')).map(({ text }) => text)).toEqual(['m4', 'm5']);
    expect((await messagesOf(id, customer, '?limit=2&beforeSeq=4')).map(({ text }) => text)).toEqual(['m2', 'm3']);
    expect((await messagesOf(id, customer, '?afterSeq=3')).map(({ text }) => text)).toEqual(['m4', 'm5']);
  });

  it('are text: what looks like HTML stays text, control characters go', async () => {
    const customer = chat.identity.user();
    const id = await chat.open(customer, '<b>bold</b>\u0000\u202E end');
    expect((await messagesOf(id)).map(({ text }) => text)).toEqual(['<b>bold</b> end']);
  });

  it('are kept although the conversation was closed before the retry', async () => {
    const customer = chat.identity.user();
    const id = await chat.open(customer);
    const message = { text: 'Did this arrive?', clientMessageId: randomUUID() };
    const first = await chat.call(customer, 'POST', `/${id}/messages`, message);
    await chat.call(chat.identity.admin(), 'POST', `/${id}/close`);
    const again = await chat.call(customer, 'POST', `/${id}/messages`, message);
    expect(again).toMatchObject({ status: 201, body: { id: first.body['id'] } });
  });

  it('open one conversation when the first one is sent again', async () => {
    const customer = chat.identity.user();
    const first = { subject: 'Help', text: 'Hi', clientMessageId: randomUUID() };
    const answers = await Promise.all([0, 1].map((replica) => chat.call(customer, 'POST', '', first, replica)));
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
  });
});

describe('access', () => {
  it('shows a conversation to its customer and to admins, and to nobody else', async () => {
    const customer = chat.identity.user();
    const id = await chat.open(customer);
    const stranger = chat.identity.user();
    expect((await chat.call(stranger, 'GET', `/${id}/messages`)).status).toBe(404);
    expect(
      (await chat.call(stranger, 'POST', `/${id}/messages`, { text: 'x', clientMessageId: randomUUID() })).status,
    ).toBe(404);
    expect((await chat.call(customer, 'POST', `/${id}/close`)).status).toBe(403);
    expect((await chat.call(stranger, 'GET', '')).body['items']).toEqual([]);
    expect((await chat.call(chat.identity.admin(), 'GET', `/${id}`)).status).toBe(200);
  });

  it('lets admins assign and close once, and refuses their messages then', async () => {
    const customer = chat.identity.user();
    const admin = chat.identity.admin();
    const id = await chat.open(customer);
    expect((await chat.call(admin, 'POST', `/${id}/assign`, { adminId: admin.userId })).body['assigneeId']).toBe(
      admin.userId,
    );
    expect((await chat.call(admin, 'POST', `/${id}/close`)).status).toBe(200);
    expect((await chat.call(admin, 'POST', `/${id}/close`)).status).toBe(409);
    expect(
      (await chat.call(admin, 'POST', `/${id}/messages`, { text: 'x', clientMessageId: randomUUID() })).status,
    ).toBe(409);
  });

  it('pages the list by what was active last, and counts what the reader has not read', async () => {
    const customer = chat.identity.user();
    const ids = [await chat.open(customer), await chat.open(customer), await chat.open(customer)];
    const page = await chat.call(customer, 'GET', '?limit=2');
    expect((page.body['items'] as { id: string }[]).map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const rest = await chat.call(customer, 'GET', `?limit=2&cursor=${String(page.body['nextCursor'])}`);
    expect((rest.body['items'] as { id: string }[]).map(({ id }) => id)).toEqual([ids[0]]);
    expect(rest.body['nextCursor']).toBeNull();
    expect((await chat.call(chat.identity.admin(), 'GET', `/${ids[0] ?? ''}`)).body['unread']).toBe(1);
    expect((await chat.call(customer, 'GET', `/${ids[0] ?? ''}`)).body['unread']).toBe(0);
    expect((await chat.call(customer, 'GET', '?cursor=garbage')).status).toBe(400);
  });
});

describe('sockets', () => {
  it('carry messages and receipts between replicas', async () => {
    const customer = chat.identity.user();
    const admin = chat.identity.admin();
    const id = await chat.open(customer);
    const [atCustomer, atAdmin] = await Promise.all([chat.connect(customer, 0), chat.connect(admin, 1)]);
    await eventually(async () => {
      const arrived = next(atAdmin, 'message');
      await atCustomer.emitWithAck('message:send', {
        conversationId: id,
        text: 'over the wire',
        clientMessageId: randomUUID(),
      });
      const message = await Promise.race([arrived, new Promise<null>((late) => setImmediate(late, null))]);
      expect(message ?? (await arrived)).toMatchObject({ conversationId: id, text: 'over the wire' });
    });
    const receipt = next(atCustomer, 'receipt');
    await atAdmin.emitWithAck('receipt', { conversationId: id, upToSeq: 1, kind: 'read' });
    expect(await receipt).toMatchObject({ conversationId: id, upToSeq: 1, kind: 'read', by: 'ADMIN' });
    const stored = await messagesOf(id);
    expect(stored[0]?.readAt).not.toBeNull();
  });

  it('tell who has joined about typing and presence', async () => {
    const customer = chat.identity.user();
    const admin = chat.identity.admin();
    const id = await chat.open(customer);
    const [atCustomer, atAdmin] = await Promise.all([chat.connect(customer), chat.connect(admin, 1)]);
    await atCustomer.emitWithAck('conversation:join', id);
    const presence = next(atCustomer, 'presence');
    await atAdmin.emitWithAck('conversation:join', id);
    expect(await presence).toMatchObject({ conversationId: id, customerOnline: true, supportOnline: true });
    const typing = next(atCustomer, 'typing');
    atAdmin.emit('typing', { conversationId: id, typing: true });
    expect(await typing).toMatchObject({ role: 'ADMIN', typing: true });
    const away = next(atCustomer, 'presence');
    atAdmin.disconnect();
    expect(await away).toMatchObject({ conversationId: id });
  });

  it('refuse strangers, bad input and bad tokens with a problem', async () => {
    const id = await chat.open(chat.identity.user());
    const stranger = await chat.connect(chat.identity.user());
    expect(await stranger.emitWithAck('conversation:join', id)).toMatchObject({
      ok: false,
      problem: { type: '/problems/not-found' },
    });
    expect(
      await stranger.emitWithAck('message:send', { conversationId: id, text: '', clientMessageId: 'x' }),
    ).toMatchObject({
      ok: false,
      problem: { type: '/problems/validation-failed' },
    });
    await expect(chat.connect({ ...chat.identity.user(), token: 'nonsense' })).rejects.toThrow('unauthenticated');
  });

  it('end when the session is revoked and when the token expires', async () => {
    const revoked = chat.identity.user();
    const expiring = chat.identity.user({ expiresInSeconds: 2 });
    const [first, second] = await Promise.all([chat.connect(revoked), chat.connect(expiring)]);
    const ended = [first, second].map((socket) => new Promise((resolve) => socket.once('disconnect', resolve)));
    const redis = createRedis(chat.redis.url, 'test');
    await waitForRedis(redis, 2_000);
    await publishRevocation(redis, { sid: revoked.sessionId, until: new Date(Date.now() + 60_000) });
    redis.disconnect();
    await Promise.all(ended);
  });
});

describe('an answer to a customer who is away', () => {
  it('becomes a notification, also when notification-service comes late; not when the customer is connected', async () => {
    const customer = chat.identity.user();
    const admin = chat.identity.admin();
    const id = await chat.open(customer);
    await chat.call(admin, 'POST', `/${id}/messages`, { text: 'We will look', clientMessageId: randomUUID() });
    const notifications = await stubService(
      'notification-service',
      { 'POST /internal/notifications': () => ({ status: 202, body: {} }) },
      chat,
    );
    await eventually(
      () =>
        expect(notifications.requests.map(({ body }) => body)).toContainEqual(
          expect.objectContaining({ userId: customer.userId, body: 'We will look' }),
        ),
      { timeoutMs: 20_000 },
    );
    await chat.connect(customer, 1);
    await chat.call(admin, 'POST', `/${id}/messages`, { text: 'Are you there?', clientMessageId: randomUUID() });
    await chat.call(admin, 'POST', `/${await chat.open(chat.identity.user())}/messages`, {
      text: 'Marker',
      clientMessageId: randomUUID(),
    });
    await eventually(() =>
      expect(notifications.requests.map(({ body }) => body)).toContainEqual(
        expect.objectContaining({ body: 'Marker' }),
      ),
    );
    expect(notifications.requests.map(({ body }) => body)).not.toContainEqual(
      expect.objectContaining({ body: 'Are you there?' }),
    );
    await notifications.close();
  });
});

describe('what an admin assigns and closes', () => {
  it('is in the audit log, also when notification-service comes late, with who did it', async () => {
    const admin = chat.identity.admin();
    const id = await chat.open(chat.identity.user());
    const pending = async () => {
      const { body } = await request(`${chat.urls[1] ?? ''}/internal/invariants`, {
        headers: { authorization: `Bearer ${createServiceToken('order-service', 'chat-service')}` },
      });
      return ((await body.json()) as { outboxPending: number }).outboxPending;
    };
    await chat.call(admin, 'POST', `/${id}/assign`, { adminId: admin.userId });
    await chat.call(admin, 'POST', `/${id}/assign`, { adminId: null }, 1);
    await chat.call(admin, 'POST', `/${id}/close`);
    // refused, so there is nothing to tell
    await chat.call(admin, 'POST', `/${id}/close`);
    expect(await pending()).toBeGreaterThan(0);

    let failures = 7;
    const recorded = new Map<string, AuditRecord>();
    const notifications = await stubService(
      'notification-service',
      {
        'POST /internal/audit-entries': ({ body }) => {
          if (failures-- > 0) return { status: 503 };
          const entry = recordAuditBodySchema.parse(body);
          recorded.set(entry.id, entry);
          return { status: 204 };
        },
      },
      chat,
    );
    try {
      await eventually(async () => expect(await pending()).toBe(0), { timeoutMs: 20_000 });
      const own = [...recorded.values()].filter(({ subject }) => subject === id);
      expect(own).toMatchObject([
        { action: 'chat.assigned', actor: `admin:${admin.userId}`, detail: { assigneeId: admin.userId } },
        { action: 'chat.assigned', actor: `admin:${admin.userId}`, detail: { assigneeId: null } },
        { action: 'chat.closed', actor: `admin:${admin.userId}`, detail: {} },
      ]);
      expect(own.every(({ requestId }) => requestId !== null)).toBe(true);
    } finally {
      await notifications.close();
    }
  });
});

describe('an erased account', () => {
  it('takes its words along', async () => {
    const customer = chat.identity.user();
    const id = await chat.open(customer, 'My secret');
    const answer = { text: 'Dear Mrs Secret', clientMessageId: randomUUID() };
    await chat.call(chat.identity.admin(), 'POST', `/${id}/messages`, answer);
    const erased = {
      type: 'ticketlab.user.erased.v1',
      subject: customer.userId,
      aggregateVersion: 1,
      data: { userId: customer.userId },
    } as const;
    await publishEvent(chat.topics, 'user-events', createEvent(erased, 'user-service'));
    await eventually(
      async () => expect((await messagesOf(id)).map(({ text }) => text)).toEqual(['(erased)', '(erased)']),
      {
        timeoutMs: 20_000,
      },
    );
    await eventually(async () =>
      expect((await chat.call(chat.identity.admin(), 'GET', `/${id}`)).body['closedAt']).not.toBeNull(),
    );
  });
});

describe('the limit of messages', () => {
  it('leaves no empty conversation behind, finds one opened before, and holds signals of sockets back too', async () => {
    const limited = await startChat({ CHAT_RATE_MESSAGES: '2', CHAT_RATE_SIGNALS: '3', CHAT_RATE_SECONDS: '60' });
    try {
      const customer = limited.identity.user();
      const ids = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
      const open = async (clientMessageId = '') =>
        (await limited.call(customer, 'POST', '', { subject: 'Help', text: 'Hello', clientMessageId })).status;
      const statuses: number[] = [];
      for (const id of ids) statuses.push(await open(id));
      expect(statuses).toEqual([201, 201, 429, 429]);
      expect(await open(ids[0])).toBe(201);
      const list = await limited.call(customer, 'GET', '');
      const items = list.body['items'] as { id: string; lastSeq: number }[];
      expect(items.map(({ lastSeq }) => lastSeq)).toEqual([1, 1]);

      const socket = await limited.connect(customer);
      const conversationId = items[0]?.id ?? '';
      const receipt = () => socket.emitWithAck('receipt', { conversationId, upToSeq: 1, kind: 'read' });
      expect(await socket.emitWithAck('conversation:join', conversationId)).toMatchObject({ ok: true });
      socket.emit('typing', { conversationId, typing: true });
      expect(await receipt()).toMatchObject({ ok: true });
      const refusal = { ok: false, problem: { type: '/problems/rate-limited' } };
      expect(await receipt()).toMatchObject(refusal);
      expect(await socket.emitWithAck('conversation:join', conversationId)).toMatchObject(refusal);
    } finally {
      await limited.close();
    }
  });

  it('answers 429, and passes everything while Redis is away', async () => {
    const limited = await startChat({ CHAT_RATE_MESSAGES: '3', CHAT_RATE_SECONDS: '60' });
    try {
      const customer = limited.identity.user();
      const id = await limited.open(customer);
      const send = async () =>
        (
          await limited.call(customer, 'POST', `/${id}/messages`, {
            text: uuidv7(Date.now()),
            clientMessageId: randomUUID(),
          })
        ).status;
      expect([await send(), await send(), await send()]).toEqual([201, 201, 429]);
      await limited.redis.kill();
      expect(await send()).toBe(201);
    } finally {
      await limited.close();
    }
  });
});
