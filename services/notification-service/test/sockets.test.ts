import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import { notificationSocketPath } from '@ticketlab/contracts/sockets/notifications';
import { publishRevocation } from '@ticketlab/service-kit/auth/revocations';
import { createRedis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import { eventually } from '@ticketlab/testing/eventually';
import { startServiceProcess } from '@ticketlab/testing/service-process';
import mongoose from 'mongoose';
import { io } from 'socket.io-client';
import { type Client, createHarness, type Harness, newId, type Replica } from './harness.ts';

let harness: Harness;
let left: Replica;
let right: Replica;

beforeAll(async () => {
  harness = await createHarness();
  [left, right] = await Promise.all([harness.start(), harness.start()]);
});
afterAll(() => harness.close());

const bodiesOf = ({ received }: Client) => received.map(({ body }) => body);
const disconnected = ({ socket }: Client) => eventually(() => expect(socket.connected).toBe(false));

async function acknowledged(userId: string, count: number): Promise<void> {
  const user = harness.identity.user({ userId });
  await eventually(async () => {
    // what was acknowledged does not come again to a connection that knows nothing
    const probe = await left.connect(user, { silent: true });
    probe.close();
    expect(probe.received).toHaveLength(count);
  });
}

describe('a notification', () => {
  it('reaches every connection of its reader on every replica, with the unread count, and nobody else', async () => {
    const [user, other] = [harness.identity.user(), harness.identity.user()];
    const clients = await Promise.all([left.connect(user), right.connect(user)]);
    const stranger = await right.connect(other);
    await left.notify(user.userId, { body: 'one' });
    await right.notify(user.userId, { body: 'two' });
    for (const client of clients) {
      await eventually(() => expect(bodiesOf(client)).toEqual(['one', 'two']));
      await eventually(() => expect(client.unread.at(-1)).toBe(2));
    }
    expect(clients[0].received[0]).toMatchObject({ kind: 'chat-message', link: '/support', read: false });
    expect(stranger.received).toEqual([]);
  });

  it('sent twice under one id arrives once', async () => {
    const user = harness.identity.user();
    const client = await left.connect(user);
    const id = newId();
    await Promise.all([left, right, left, right].map((replica) => replica.notify(user.userId, { id })));
    await left.notify(user.userId, { body: 'last' });
    await eventually(() => expect(bodiesOf(client)).toEqual(['Hello!', 'last']));
  });

  it('read on one device is read on the others', async () => {
    const user = harness.identity.user();
    const [phone, laptop] = await Promise.all([left.connect(user), right.connect(user)]);
    await left.notify(user.userId);
    const { id } = await eventually(() => phone.received[0] ?? Promise.reject(new Error('nothing yet')));
    await eventually(() => expect(laptop.unread.at(-1)).toBe(1));
    const { status, body } = await right.call<Notification>('POST', `/api/notifications/${id}/read`, {
      token: user.token,
    });
    expect([status, body.read]).toEqual([200, true]);
    for (const client of [phone, laptop]) await eventually(() => expect(client.unread.at(-1)).toBe(0));
  });
});

it('that was stored before, but has reached nobody, is pushed when it is told again', async () => {
  const user = harness.identity.user();
  const client = await right.connect(user);
  const notice = { kind: 'chat-message', title: 'Stored', body: 'then it died', link: null, read: false };
  const source = newId();
  const stored = { ...notice, _id: newId(), source, userId: user.userId, createdAt: new Date(), deliveredAt: null };
  const connection = await mongoose.createConnection(harness.mongo.url).asPromise();
  await connection.collection<typeof stored>('notifications').insertOne(stored);
  await connection.close();
  await left.notify(user.userId, { id: source });
  await eventually(() => expect(bodiesOf(client)).toEqual(['then it died']));
});

describe('reconnecting', () => {
  it('brings what came since the last one seen, in order, without loss, whichever replica it leads to', async () => {
    const user = harness.identity.user();
    const client = await left.connect(user);
    await left.notify(user.userId, { body: '0' });
    await eventually(() => expect(client.received).toHaveLength(1));
    const seen = [...client.received];
    for (let round = 1; round <= 5; round++) {
      const before = await (round % 2 === 0 ? left : right).connect(user, { lastSeenId: seen.at(-1)?.id ?? '' });
      // some come while connected, some while not
      await Promise.all([
        left.notify(user.userId, { body: `${round} live` }),
        before.socket.emitWithAck('event:watch', newId()),
      ]);
      await eventually(() => expect(bodiesOf(before)).toContain(`${round} live`));
      before.close();
      await right.notify(user.userId, { body: `${round} missed` });
      seen.push(...before.received);
    }
    const last = await right.connect(user, { lastSeenId: seen.at(-1)?.id ?? '' });
    seen.push(...last.received);
    const distinct = [...new Map(seen.map((notification) => [notification.id, notification.body])).values()];
    expect(distinct).toEqual(['0', ...[1, 2, 3, 4, 5].flatMap((round) => [`${round} live`, `${round} missed`])]);
  });

  it('brings what was sent but never acknowledged, and not what was', async () => {
    const user = harness.identity.user();
    const silent = await left.connect(user, { silent: true });
    await left.notify(user.userId, { body: 'lost on the way' });
    await eventually(() => expect(bodiesOf(silent)).toEqual(['lost on the way']));
    silent.close();
    const again = await right.connect(user);
    expect(bodiesOf(again)).toEqual(['lost on the way']);
    await acknowledged(user.userId, 0);
  });

  it('after a crash brings what was acknowledged, but not yet noted, once more under the same id', async () => {
    const user = harness.identity.user();
    const doomed = await startServiceProcess('notification-service', harness.envOf({ PUSH_ACKNOWLEDGED_MS: '60000' }));
    const client = await harness.connect(doomed.url, user);
    await left.notify(user.userId, { body: 'acknowledged' });
    await eventually(() => expect(bodiesOf(client)).toEqual(['acknowledged']));
    // the answer comes after the acknowledgement was taken
    await client.socket.emitWithAck('event:watch', newId());
    await doomed.kill();
    const again = await right.connect(user);
    expect(again.received).toEqual(client.received);
    expect(again.unread.at(-1)).toBe(1);
    await acknowledged(user.userId, 0);
  });

  it('brings a newcomer what waited for them', async () => {
    const user = harness.identity.user();
    for (const body of ['one', 'two', 'three']) await left.notify(user.userId, { body });
    const client = await right.connect(user);
    expect(bodiesOf(client)).toEqual(['one', 'two', 'three']);
    expect(client.unread.at(-1)).toBe(3);
  });
});

describe('a connection', () => {
  it.each([
    ['without a token', undefined, 'unauthenticated'],
    ['with a forged token', 'e30.e30.e30', 'unauthenticated'],
  ])('%s is refused', async (_, token, code) => {
    const user = { ...harness.identity.user(), token: token ?? '' };
    await expect(left.connect(user)).rejects.toThrow(code);
  });

  it('with an expired token is refused', async () => {
    await expect(left.connect(harness.identity.user({ expiresInSeconds: -5 }))).rejects.toThrow('token-expired');
  });

  it('ends when its token expires', async () => {
    const client = await left.connect(harness.identity.user({ expiresInSeconds: 1 }));
    await disconnected(client);
  });

  it('ends on every replica when its session is revoked, and only then', async () => {
    const user = harness.identity.user();
    const clients = await Promise.all([left.connect(user), right.connect(user)]);
    const other = await left.connect(harness.identity.user({ userId: user.userId }));
    const redis = createRedis(harness.redis.url, 'test');
    await waitForRedis(redis, 5_000);
    await publishRevocation(redis, { sid: user.sessionId, until: new Date(Date.now() + 60_000) });
    redis.disconnect();
    await Promise.all(clients.map(disconnected));
    expect(other.socket.connected).toBe(true);
    await expect(left.connect(user)).rejects.toThrow('session-revoked');
  });

  it('is by WebSocket only', async () => {
    const polling = io(left.url, { path: notificationSocketPath, transports: ['polling'], reconnection: false });
    const { promise, resolve } = Promise.withResolvers<Error>();
    polling.once('connect_error', resolve);
    expect((await promise).message).toBe('xhr poll error');
    polling.disconnect();
  });

  it('may watch events, but not anything, and not without limit', async () => {
    const { socket } = await left.connect(harness.identity.user());
    expect(await socket.emitWithAck('event:watch', newId())).toEqual({ ok: true });
    expect(await socket.emitWithAck('event:watch', 'user:1')).toMatchObject({ ok: false });
    for (let watched = 1; watched < 50; watched++) await socket.emitWithAck('event:watch', newId());
    expect(await socket.emitWithAck('event:watch', newId())).toEqual({
      ok: false,
      detail: 'at most 50 events at a time',
    });
  });
});

it('finds by itself what no push has brought, for instance because Redis was away', async () => {
  const [lone, watchful] = await Promise.all([harness.start(), harness.start({ PUSH_CATCH_UP_MS: '100' })]);
  const user = harness.identity.user();
  const client = await watchful.connect(user);
  await harness.redis.kill();
  await lone.notify(user.userId, { body: 'while Redis was away' });
  await eventually(() => expect(bodiesOf(client)).toEqual(['while Redis was away']));
  await harness.redis.restart();
});
