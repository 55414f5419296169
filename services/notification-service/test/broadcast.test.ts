import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import { startServiceProcess } from '@ticketlab/testing/service-process';
import { eventually } from '@ticketlab/testing/eventually';
import mongoose from 'mongoose';
import { createCall, createHarness, type Harness, newId, type Replica } from './harness.ts';

interface Result {
  broadcastId: string;
  recipients: number;
  state: 'running' | 'done';
}

const customers = Array.from({ length: 1_300 }, newId).sort();
const admins = [newId(), newId()].sort();

let harness: Harness;
let replica: Replica;
/** From there on user-service hangs. */
let hangsAfter: string | undefined;

beforeAll(async () => {
  harness = await createHarness({
    users: {
      'GET /internal/users': async ({ query }) => {
        if (hangsAfter !== undefined && query.get('after') === hangsAfter) await new Promise(() => undefined);
        const role = query.get('role');
        const all = role === 'USER' ? customers : role === 'ADMIN' ? admins : [...customers, ...admins].sort();
        const limit = Number(query.get('limit'));
        const left = all.filter((id) => id > (query.get('after') ?? ''));
        const ids = left.slice(0, limit);
        return { status: 200, body: { ids, next: left.length > limit ? ids.at(-1) : null } };
      },
    },
  });
  replica = await harness.start();
});
afterAll(() => harness.close());

const options = (body: object, headers = {}) => ({ token: harness.admin.token, body, headers });
const start = async (audience: string, headers = {}) =>
  (
    await replica.call<Result>(
      'POST',
      '/api/notifications/broadcast',
      options({ title: 'News', body: audience, audience }, headers),
    )
  ).body;

async function finished(id: string): Promise<Result> {
  return eventually(
    async () => {
      const path = `/api/notifications/broadcasts/${id}`;
      const { body } = await replica.call<Result>('GET', path, { token: harness.admin.token });
      if (body.state !== 'done') throw new Error(`${body.recipients} reached`);
      return body;
    },
    { timeoutMs: 25_000 },
  );
}

async function reached(source: string): Promise<string[]> {
  const connection = await mongoose.createConnection(harness.mongo.url).asPromise();
  const found = await connection.collection<{ userId: string }>('notifications').find({ source }).toArray();
  await connection.close();
  return found.map(({ userId }) => userId).sort();
}

it('reaches its audience, and connected clients at once', async () => {
  const everybody = await start('everyone');
  const forCustomers = await start('customers');
  const client = await replica.connect(harness.identity.user({ userId: admins[0] ?? '' }));
  const { broadcastId } = await start('admins');
  expect(await finished(everybody.broadcastId)).toMatchObject({ recipients: 1_302 });
  expect(await finished(forCustomers.broadcastId)).toMatchObject({ recipients: 1_300 });
  expect(await finished(broadcastId)).toMatchObject({ recipients: 2 });
  expect(await reached(everybody.broadcastId)).toEqual([...customers, ...admins].sort());
  expect(await reached(forCustomers.broadcastId)).toEqual(customers);
  expect(await reached(broadcastId)).toEqual(admins);
  await eventually(() => expect(client.received.map(({ body }) => body)).toContain('admins'));
});

it('is one broadcast under one key, and in the audit log', async () => {
  const headers = { 'idempotency-key': 'press-release-1' };
  const [first, second] = [await start('admins', headers), await start('admins', headers)];
  expect(second.broadcastId).toBe(first.broadcastId);
  await finished(first.broadcastId);
  expect(await reached(first.broadcastId)).toEqual(admins);
  const { body } = await replica.call<{ items: { action: string }[] }>(
    'GET',
    `/api/audit?subject=${first.broadcastId}`,
    { token: harness.admin.token },
  );
  expect(body.items).toMatchObject([{ action: 'notification.broadcast', actor: `admin:${harness.admin.userId}` }]);
});

it('goes on where a killed process left it, and nobody is told twice', async () => {
  const mongo = await mongoose.createConnection(harness.mongo.url).asPromise();
  const fanouts = mongo.collection<{ _id: string }>('fanouts');
  await replica.service.close();
  hangsAfter = customers[999];
  const doomed = await startServiceProcess('notification-service', harness.envOf());
  const { body } = await createCall(doomed.url)<Result>(
    'POST',
    '/api/notifications/broadcast',
    options({ title: 'News', body: 'x', audience: 'customers' }),
  );
  const { broadcastId } = body;
  await eventually(async () =>
    expect(await fanouts.findOne({ _id: broadcastId })).toMatchObject({ recipients: 1_000 }),
  );
  await doomed.kill();
  // as if it had died just before it could note the second page
  const cursor = customers[499] ?? '';
  await fanouts.updateOne({ _id: broadcastId }, { $set: { cursor, recipients: 500, leaseUntil: new Date() } });
  await mongo.close();

  hangsAfter = undefined;
  replica = await harness.start();
  expect(await finished(broadcastId)).toMatchObject({ recipients: 1_300 });
  expect(await reached(broadcastId)).toEqual(customers);
  const { token } = harness.identity.user({ userId: customers[700] ?? '' });
  const mine = await replica.call<{ items: Notification[] }>('GET', '/api/notifications', { token });
  expect(mine.body.items.filter((item) => item.body === 'x')).toHaveLength(1);
});
