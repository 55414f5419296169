import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import {
  type NotificationClientEvents,
  type NotificationServerEvents,
  notificationSocketPath,
} from '@ticketlab/contracts/sockets/notifications';
import type { Service } from '@ticketlab/service-kit/kit';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { type Answer, call, type CallOptions } from '@ticketlab/testing/call';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestMongo, createTestRedis, type TestTopics } from '@ticketlab/testing/stores';
import { stubService, type StubRoutes } from '@ticketlab/testing/stub-service';
import { createServiceToken, createTestIdentity, type TestUser } from '@ticketlab/testing/tokens';
import { io, type Socket } from 'socket.io-client';
import { parseNotificationConfig } from '../src/config.ts';
import { createNotificationService } from '../src/service.ts';

export const newId = (): string => uuidv7(Date.now());

type ClientSocket = Socket<NotificationServerEvents, NotificationClientEvents>;

/** A connected client that acknowledges whatever it gets, unless told not to. */
export interface Client {
  socket: ClientSocket;
  received: Notification[];
  unread: number[];
  close: () => void;
}

export interface Replica {
  url: string;
  service: Service;
  call: <T = { type: string }>(method: string, path: string, options?: CallOptions) => Promise<Answer<T>>;
  /** As another service; resolves to the notification's id as its cause. */
  notify: (userId: string, overrides?: Record<string, unknown>) => Promise<string>;
  connect: (user: TestUser, options?: { lastSeenId?: string; silent?: boolean }) => Promise<Client>;
}

export type Harness = Awaited<ReturnType<typeof createHarness>>;

/** Stores of their own for one test file, a user-service that the test controls, and replicas on them. */
export async function createHarness(parts: { topics?: TestTopics; users?: StubRoutes } = {}) {
  const { topics } = parts;
  const [mongo, redis, identity, mailDir] = await Promise.all([
    createTestMongo('notification'),
    createTestRedis(),
    createTestIdentity(),
    mkdtemp(join(tmpdir(), 'mails-')),
  ]);
  const users = await stubService('user-service', { ...defaultUsers, ...parts.users }, { redis });
  const services: Service[] = [];
  const clients: Client[] = [];
  const envOf = (extra: Record<string, string> = {}) =>
    testEnv(
      { mongo, redis, identity, ...(topics === undefined ? {} : { topics }) },
      {
        MAIL_OUTBOX_DIR: mailDir,
        MAIL_POLL_MS: '50',
        FANOUT_POLL_MS: '50',
        PUSH_CATCH_UP_MS: '600000',
        ...extra,
      },
    );

  async function connect(url: string, user: TestUser, options: { lastSeenId?: string; silent?: boolean } = {}) {
    const { lastSeenId, silent = false } = options;
    const socket: ClientSocket = io(url, {
      path: notificationSocketPath,
      transports: ['websocket'],
      reconnection: false,
      auth: { token: user.token, ...(lastSeenId === undefined ? {} : { lastSeenId }) },
      forceNew: true,
    });
    const client: Client = { socket, received: [], unread: [], close: () => socket.disconnect() };
    clients.push(client);
    socket.on('notification', (notification, acknowledge) => {
      client.received.push(notification);
      if (!silent) acknowledge();
    });
    socket.on('unread', ({ unread }) => client.unread.push(unread));
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    socket.once('connect', () => resolve(undefined));
    socket.once('connect_error', reject);
    await promise;
    // the first count comes when the client has caught up
    await eventually(() => {
      if (client.unread.length === 0) throw new Error('not caught up');
    });
    return client;
  }

  async function start(extra: Record<string, string> = {}): Promise<Replica> {
    const service = createNotificationService(parseNotificationConfig(envOf(extra)));
    services.push(service);
    const { port } = await service.start();
    const url = `http://127.0.0.1:${port}`;
    const call = createCall(url);
    return {
      url,
      service,
      call,
      notify: async (userId, overrides = {}) => {
        const body = { id: newId(), ...aNotice, userId, ...overrides };
        const token = createServiceToken('chat-service', 'notification-service');
        const { status } = await call('POST', '/internal/notifications', { body, token });
        if (status !== 204) throw new Error(`answered ${status}`);
        return body.id;
      },
      connect: (user, options) => connect(url, user, options),
    };
  }

  return {
    ...{ mongo, redis, identity, users, envOf, start, connect, mailDir },
    admin: identity.admin(),
    /** The readable form of every mail in the folder, oldest first. */
    mails: async () => {
      const names = (await readdir(mailDir)).filter((name) => name.endsWith('.txt')).sort();
      return Promise.all(names.map((name) => readFile(join(mailDir, name), 'utf8')));
    },
    async close() {
      for (const client of clients) client.close();
      await Promise.all(services.map((service) => service.close()));
      await users.close();
      await identity.close();
      await redis.stop();
      await mongo.drop();
      await rm(mailDir, { recursive: true });
    },
  };
}

const aNotice = { kind: 'chat-message', title: 'Support has answered', body: 'Hello!', link: '/support', email: false };

/** Everybody has an address, and nobody is listed. */
const defaultUsers: StubRoutes = {
  'GET /internal/users/:id/contact': ({ params: { id = '' } }) => ({
    status: 200,
    body: { userId: id, email: `${id}@example.test`, displayName: 'Ada', role: 'USER' },
  }),
  'GET /internal/users': () => ({ status: 200, body: { ids: [], next: null } }),
};

export function createCall(url: string) {
  return <T = { type: string }>(method: string, path: string, options?: CallOptions): Promise<Answer<T>> =>
    call<T>(url, method, path, options);
}
