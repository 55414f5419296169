import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ChatMessage, Conversation } from '@ticketlab/contracts/http/chat';
import { chatSocketPath, type ChatClientEvents, type ChatServerEvents } from '@ticketlab/contracts/sockets/chat';
import { eventually } from '@ticketlab/testing/eventually';
import { io, type Socket } from 'socket.io-client';
import type { Answer } from './api-contract.ts';
import type { Person, World } from './world.ts';

type ChatSocket = Socket<ChatServerEvents, ChatClientEvents>;
type Result<T> = { ok: true; value: T } | { ok: false; problem: unknown };

export function describePersonalData(world: () => World): void {
  describe('people and their data', () => {
    it('customer and admin chat live; a message sent twice arrives once', async () => {
      const shop = world();
      const guest = await shop.customer();
      const { id: conversationId } = await openConversation(shop, guest);
      const [customer, admin] = [connect(shop, guest), connect(shop, shop.admin)];
      const received: ChatMessage[] = [];
      admin.on('message', (message) => received.push(message));
      try {
        for (const socket of [customer, admin]) {
          const joined: unknown = await socket.timeout(5_000).emitWithAck('conversation:join', conversationId);
          expect(joined).toMatchObject({ ok: true });
        }
        const message = { conversationId, text: 'Is there a cloakroom?', clientMessageId: randomUUID() };
        const send = (): Promise<Result<ChatMessage>> => customer.timeout(5_000).emitWithAck('message:send', message);
        const first = await send();
        expect(first).toMatchObject({ ok: true, value: { seq: 2, text: message.text, senderId: guest.id } });
        expect(await send()).toEqual(first);

        const path = `/api/chat/conversations/${conversationId}/messages`;
        await shop.api.expect(201, 'POST', path, {
          token: shop.admin.token,
          body: { text: 'Next to the doors.', clientMessageId: randomUUID() },
        });
        await eventually(() => expect(received.map(({ seq }) => seq)).toContain(3));
        expect(received.filter(({ clientMessageId }) => clientMessageId === message.clientMessageId)).toHaveLength(1);
        const { items } = await shop.api.expect<{ items: ChatMessage[] }>(200, 'GET', path, { token: guest.token });
        expect(items.map(({ seq }) => seq).sort()).toEqual([1, 2, 3]);
      } finally {
        customer.disconnect();
        admin.disconnect();
      }
    });

    it('who calls too often is told when to come back, and nobody else is held up', async () => {
      const shop = world();
      const [hasty, patient] = await Promise.all([shop.customer(), shop.customer()]);
      const call = (who: Person) => shop.api.plain('GET', '/api/users/challenge/latency?ms=0', { token: who.token });
      let refused: Answer | undefined;
      for (let calls = 0; refused === undefined && calls < 2_000; calls += 50) {
        const answers = await Promise.all(Array.from({ length: 50 }, () => call(hasty)));
        refused = answers.find(({ status }) => status === 429);
      }
      expect(refused?.json).toMatchObject({ type: '/problems/rate-limited' });
      const header = (name: string) => Number(refused?.headers.get(name));
      expect([header('ratelimit-limit'), header('ratelimit-remaining')]).toEqual([challengeLimit, 0]);
      expect(header('ratelimit-reset')).toBeGreaterThan(0);
      expect(header('retry-after')).toBeGreaterThan(0);
      expect((await call(patient)).status).toBe(200);
    });

    it('a refresh token works once: who brings an old one ends the session', async () => {
      const shop = world();
      const { email, password } = await shop.customer();
      const signedIn = await shop.api.call('POST', '/api/users/login', { body: { email, password } });
      const refresh = (cookie: string) =>
        shop.api.call('POST', '/api/users/refresh', { body: {}, headers: { cookie } });
      const oldest = cookieOf(signedIn);
      const rotated = await refresh(oldest);
      expect(rotated.status).toBe(200);
      const newest = cookieOf(rotated);
      expect(newest).not.toBe(oldest);
      // for a moment the old one is forgiven: two tabs refresh at once
      await eventually(async () => {
        const answer = await refresh(oldest);
        expect(answer.json).toMatchObject({ status: 401, type: '/problems/refresh-token-invalid' });
      });
      expect((await refresh(newest)).status).toBe(401);
      const { accessToken: token } = signedIn.json as { accessToken: string };
      await eventually(async () => {
        const me = await shop.api.call('GET', '/api/users/me', { token });
        expect(me.json).toMatchObject({ status: 401, type: '/problems/session-revoked' });
      });
    });

    it('everything kept about a person can be had, and erased; the books stay', async () => {
      const shop = world();
      const { api, admin } = shop;
      const [guest, event] = await Promise.all([shop.customer(), shop.event()]);
      const { id: orderId } = await shop.purchase(guest, event);
      await shop.untilOrder(guest, orderId, 'CONFIRMED');
      await shop.untilTickets(guest, orderId, 1);
      await openConversation(shop, guest);

      await eventually(async () => {
        const data = await api.expect<object>(200, 'GET', '/api/users/me/export', { token: guest.token });
        const one = [expect.anything()];
        expect(data).toMatchObject({ user: { email: guest.email }, orders: one, payments: one, tickets: one });
        expect(data).toMatchObject({ sessions: one, conversations: one, incomplete: [] });
        expect(data).toMatchObject({ notifications: expect.arrayContaining([expect.anything()]) });
      });

      const { email, password, id } = guest;
      const name = email.split('@')[0] ?? email;
      await api.expect(202, 'POST', '/api/users/password-reset', { body: { email } });
      await eventually(
        async () => {
          const subjects = (await mailsAbout(shop, name)).map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]);
          const expected = ['Welcome to Ticketlab', 'Your ticket is here', 'Set a new password'];
          expect(subjects).toEqual(expect.arrayContaining(expected));
        },
        { timeoutMs: 20_000 },
      );
      await api.expect(204, 'DELETE', '/api/users/me', { token: guest.token, body: { password } });
      await api.expect(401, 'POST', '/api/users/login', { body: { email, password } });

      const asAdmin = (path: string) => api.expect<object>(200, 'GET', path, { token: admin.token });
      await eventually(
        async () => {
          const seen = await Promise.all(
            [
              `/api/users?q=${name}`,
              `/api/orders/${orderId}`,
              `/api/payments?orderId=${orderId}`,
              `/api/tickets?orderId=${orderId}`,
              '/api/chat/conversations?limit=100',
              `/api/audit?subject=${id}`,
              `/api/audit?subject=${orderId}`,
            ].map(asAdmin),
          );
          expect(JSON.stringify(seen)).not.toContain(name);
          expect((await shop.readOrder(admin, orderId)).userId).not.toBe(id);
          expect(await mailsAbout(shop, name)).toEqual([]);
          const kept = await shop.lab.internal('notification-service', `/internal/users/${id}/data`);
          expect(kept).toMatchObject({ records: { mails: [], notifications: [], tickets: [] } });
        },
        { timeoutMs: 20_000 },
      );
      expect((await shop.readOrder(admin, orderId)).state).toBe('CONFIRMED');
      expect((await shop.payments(admin, orderId)).map(({ state }) => state)).toEqual(['CAPTURED']);
    }, 60_000);
  });
}

/** What the lab under test sets LIMIT_CHALLENGE to. */
export const challengeLimit = 400;

/** The mails in the outbox folder that have the name in them. */
async function mailsAbout({ lab }: World, name: string): Promise<string[]> {
  const folder = join(lab.home, 'mail');
  // one that is removed meanwhile tells of nobody
  const texts = await Promise.all(
    (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8').catch(() => '')),
  );
  return texts.filter((text) => text.includes(name));
}

function openConversation({ api }: World, { token }: Person): Promise<Conversation> {
  const body = { subject: 'The hall', text: 'When do doors open?', clientMessageId: randomUUID() };
  return api.expect(201, 'POST', '/api/chat/conversations', { token, body });
}

function connect({ lab }: World, { token }: Person): ChatSocket {
  return io(lab.url, { path: chatSocketPath, transports: ['websocket'], auth: { token }, forceNew: true });
}

function cookieOf({ headers }: Answer): string {
  const [cookie] = headers.getSetCookie();
  return cookie?.split(';')[0] ?? '';
}
