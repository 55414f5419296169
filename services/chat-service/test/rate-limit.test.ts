import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ChatUnderTest, next, startChat } from './chat-under-test.ts';

let chat: ChatUnderTest;

beforeAll(async () => {
  chat = await startChat({ CHAT_RATE_MESSAGES: '3', CHAT_RATE_SIGNALS: '4', CHAT_RATE_SECONDS: '60' });
});
afterAll(() => chat.close());

/** A customer and an admin, both looking at the customer's conversation. */
async function talking() {
  const [customer, admin] = [chat.identity.user(), chat.identity.admin()];
  const conversationId = await chat.open(customer);
  const [asking, answering] = await Promise.all([chat.connect(customer), chat.connect(admin)]);
  for (const socket of [asking, answering]) {
    expect(await socket.emitWithAck('conversation:join', conversationId)).toMatchObject({ ok: true });
  }
  const send = (text: string) =>
    asking.emitWithAck('message:send', { conversationId, text, clientMessageId: randomUUID() });
  return { customer, admin, conversationId, asking, answering, send };
}

it('drops typing beyond the limit, and lets messages through', async () => {
  const { conversationId, asking, answering, send } = await talking();
  const seen: boolean[] = [];
  answering.on('typing', ({ typing }) => seen.push(typing));
  // joining was the first of four
  for (let i = 0; i < 10; i += 1) asking.emit('typing', { conversationId, typing: i % 2 === 0 });
  const receipt = await asking.emitWithAck('receipt', { conversationId, upToSeq: 1, kind: 'read' });
  expect(receipt).toMatchObject({ ok: false, problem: { type: '/problems/rate-limited' } });
  const arrived = next(answering, 'message');
  expect(await send('Typed it all the same')).toMatchObject({ ok: true });
  // whatever typing was passed on came before it
  expect((await arrived).text).toBe('Typed it all the same');
  expect(seen).toEqual([true, false, true]);
});

it('says to who sends too many messages when to go on, by socket and HTTP alike, and to nobody else', async () => {
  const { customer, admin, conversationId, send } = await talking();
  expect([await send('2'), await send('3')]).toMatchObject([{ ok: true }, { ok: true }]);
  const refused = await send('4');
  const problem = {
    type: '/problems/rate-limited',
    status: 429,
    detail: expect.stringMatching(/^At most 3 messages in 60 s; try again in \d+ s\.$/),
  };
  expect(refused).toMatchObject({ ok: false, problem });
  const message = () => ({ text: '5', clientMessageId: randomUUID() });
  const path = `/${conversationId}/messages`;
  expect(await chat.call(customer, 'POST', path, message(), 1)).toMatchObject({ status: 429, body: problem });
  expect((await chat.call(admin, 'POST', path, message())).status).toBe(201);
  const { body } = await chat.call(admin, 'GET', path);
  expect((body['items'] as { text: string }[]).map(({ text }) => text)).toEqual(['Hello', '2', '3', '5']);
});
