import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ChatMessage, Conversation } from '@ticketlab/contracts/http/chat';
import type { Counterpart, CounterpartSide } from '@ticketlab/contracts/http/demo';
import { eventually } from '@ticketlab/testing/eventually';
import type { Person, World } from './world.ts';

const patience = { timeoutMs: 45_000, intervalMs: 200 };
const base = '/api/chat/conversations';

export function describeCounterpart(world: () => World): void {
  describe('somebody alone in the chat', () => {
    const play = (who: Person, side: CounterpartSide, on: boolean) =>
      world().api.expect<Counterpart>(200, 'PUT', '/api/lab/counterpart', { token: who.token, body: { side, on } });
    const messagesOf = async (who: Person, id: string) => {
      const page = await world().api.expect<{ items: ChatMessage[] }>(200, 'GET', `${base}/${id}/messages`, {
        token: who.token,
      });
      return page.items;
    };
    const say = (who: Person, id: string, text: string) =>
      world().api.expect(201, 'POST', `${base}/${id}/messages`, {
        token: who.token,
        body: { text, clientMessageId: randomUUID() },
      });

    it('is written to by a customer, who answers', async () => {
      const { api, admin } = world();
      await play(admin, 'customer', true);
      try {
        const { id } = await eventually(async () => {
          const path = `${base}?q=connie&status=open`;
          const { items } = await api.expect<{ items: Conversation[] }>(200, 'GET', path, { token: admin.token });
          if (items[0] === undefined) throw new Error('nobody has written yet');
          return items[0];
        }, patience);
        await say(admin, id, 'Which row is it?');
        await eventually(async () => {
          const messages = await messagesOf(admin, id);
          expect(messages.map(({ senderRole }) => senderRole)).toEqual(['USER', 'ADMIN', 'USER']);
          expect(messages[1]?.readAt).not.toBeNull();
        }, patience);
      } finally {
        await play(admin, 'customer', false);
      }
    }, 120_000);

    it('is answered by support, which closes when all is said', async () => {
      const { api, admin } = world();
      const customer = await world().customer();
      await play(customer, 'admin', true);
      try {
        const body = { subject: 'A question', text: 'Is anybody there?', clientMessageId: randomUUID() };
        const { id } = await api.expect<Conversation>(201, 'POST', base, { token: customer.token, body });
        const answers = (count: number) =>
          eventually(async () => {
            const roles = (await messagesOf(customer, id)).map(({ senderRole }) => senderRole);
            expect(roles.filter((role) => role === 'ADMIN')).toHaveLength(count);
          }, patience);
        await answers(1);
        await say(customer, id, 'It is about my last order.');
        await answers(2);
        await say(customer, id, 'Thank you, that settled it.');
        await eventually(async () => {
          const found = await api.expect<Conversation>(200, 'GET', `${base}/${id}`, { token: customer.token });
          expect(found).toMatchObject({ status: 'closed', assigneeId: admin.id });
        }, patience);
      } finally {
        await play(customer, 'admin', false);
      }
    }, 180_000);
  });
}
