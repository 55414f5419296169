import { randomUUID } from 'node:crypto';
import type { ChatClientEvents, ChatServerEvents } from '@ticketlab/contracts/sockets/chat';
import { chatSocketPath } from '@ticketlab/contracts/sockets/chat';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestMongo, createTestRedis, createTestTopics } from '@ticketlab/testing/stores';
import { createTestIdentity, type TestUser } from '@ticketlab/testing/tokens';
import { io, type Socket } from 'socket.io-client';
import { request } from 'undici';
import { parseChatConfig } from '../src/config.ts';
import { createChatService } from '../src/service.ts';

export type ChatSocket = Socket<ChatServerEvents, ChatClientEvents>;

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** Two replicas of chat-service on stores of their own. */
export async function startChat(env: Record<string, string> = {}) {
  const [mongo, redis, topics, identity] = await Promise.all([
    createTestMongo('chat'),
    createTestRedis(),
    createTestTopics('chat'),
    createTestIdentity(),
  ]);
  const config = () => parseChatConfig(testEnv({ mongo, redis, topics, identity }, { NOTIFY_EVERY_MS: '100', ...env }));
  const services = [createChatService(config()), createChatService(config())];
  const ports = await Promise.all(services.map(async (service) => (await service.start()).instancePort));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  for (const url of urls) {
    await eventually(async () => {
      const { statusCode, body } = await request(`${url}/readyz`);
      await body.dump();
      if (statusCode !== 200) throw new Error(`not ready: ${statusCode}`);
    });
  }
  const sockets: ChatSocket[] = [];

  async function call(
    user: TestUser,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    replica = 0,
  ): Promise<Answer> {
    const base = path.startsWith('/api/') ? '' : '/api/chat/conversations';
    const answer = await request(`${urls[replica] ?? ''}${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  return {
    urls,
    redis,
    topics,
    identity,
    call,
    /** Opens a conversation and resolves to its id. */
    async open(customer: TestUser, text = 'Hello'): Promise<string> {
      const { body } = await call(customer, 'POST', '', { subject: 'Help', text, clientMessageId: randomUUID() });
      return body['id'] as string;
    },
    /** `prepare` adds listeners to what may come at once. */
    connect(user: TestUser, replica = 0, prepare?: (socket: ChatSocket) => void): Promise<ChatSocket> {
      const socket: ChatSocket = io(urls[replica] ?? '', {
        path: chatSocketPath,
        transports: ['websocket'],
        auth: { token: user.token },
        reconnection: false,
      });
      sockets.push(socket);
      prepare?.(socket);
      return new Promise((resolve, reject) => {
        socket.once('connect', () => resolve(socket));
        socket.once('connect_error', reject);
      });
    },
    async close() {
      for (const socket of sockets) socket.disconnect();
      await Promise.all(services.map((service) => service.close()));
      await Promise.all([mongo.drop(), redis.stop(), topics.drop(), identity.close()]);
    },
  };
}

export type ChatUnderTest = Awaited<ReturnType<typeof startChat>>;

/** The next event of a name. */
export function next<E extends keyof ChatServerEvents>(
  socket: ChatSocket,
  event: E,
): Promise<Parameters<ChatServerEvents[E]>[0]> {
  return new Promise((resolve) => {
    (
      socket as unknown as { once(name: string, listener: (value: Parameters<ChatServerEvents[E]>[0]) => void): void }
    ).once(event, resolve);
  });
}
