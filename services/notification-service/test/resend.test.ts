import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuditEntry } from '../src/domain/audit.ts';
import { eventually } from '@ticketlab/testing/eventually';
import mongoose from 'mongoose';
import { createHarness, type Harness, newId, type Replica } from './harness.ts';

let harness: Harness;
let replica: Replica;
let connection: mongoose.Connection;

beforeAll(async () => {
  harness = await createHarness();
  replica = await harness.start();
  connection = await mongoose.createConnection(harness.mongo.url).asPromise();
});
afterAll(async () => {
  await connection.close();
  await harness.close();
});

/** Somebody holds tickets of an order; `until`: they did until then. */
async function hold(until: Date | null = null): Promise<{ orderId: string; userId: string }> {
  const [orderId, userId] = [newId(), newId()];
  await connection.collection<{ _id: string }>('attendances').insertOne({
    _id: orderId,
    ...{ eventId: newId(), userId, until, version: 1, changedAt: new Date() },
  });
  return { orderId, userId };
}
const resend = (orderId: string, token = harness.admin.token, target = replica) =>
  target.call('POST', '/api/notifications/resend', { token, body: { orderId } });
const mailsAbout = async (orderId: string) =>
  (await harness.mails()).filter((mail) => mail.includes(`/orders/${orderId}`));

it('sends the mail with the tickets once more, as it was, and enters it into the audit log', async () => {
  const { orderId, userId } = await hold();
  const notice = {
    kind: 'tickets-issued',
    title: 'Your 2 tickets are here',
    body: 'Seats C-1, C-2.',
    link: `/orders/${orderId}`,
  };
  await replica.notify(userId, { ...notice, email: true });
  await eventually(async () => expect(await mailsAbout(orderId)).toHaveLength(1));
  expect((await resend(orderId)).status).toBe(202);
  const mails = await eventually(async () => {
    const found = await mailsAbout(orderId);
    expect(found).toHaveLength(2);
    return found;
  });
  expect(mails.every((mail) => mail.includes('Seats C-1, C-2.') && mail.includes(`${userId}@example.test`))).toBe(true);
  const { body } = await replica.call<{ items: AuditEntry[] }>('GET', `/api/audit?subject=${orderId}`, {
    token: harness.admin.token,
  });
  expect(body.items).toMatchObject([
    { action: 'notification.tickets-resent', actor: `admin:${harness.admin.userId}`, detail: { userId } },
  ]);
  expect(body.items[0]?.requestId).toEqual(expect.any(String));
});

it('sends one of many asked for at once, and says when the next may be asked for', async () => {
  // of a time whose notification is not kept any more
  const { orderId } = await hold();
  const other = await harness.start();
  // both have the keys of tokens before they are asked at once
  await eventually(async () => expect((await resend(newId(), undefined, other)).status).toBe(404));
  const answers = await Promise.all([replica, other, replica, other].map((one) => resend(orderId, undefined, one)));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 429, 429, 429]);
  const refused = answers.find(({ status }) => status === 429);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  await eventually(async () => expect(await mailsAbout(orderId)).toHaveLength(1));
});

it('refuses what nobody holds tickets of, and who is no admin', async () => {
  expect((await resend(newId())).status).toBe(404);
  expect((await resend((await hold(new Date())).orderId)).status).toBe(409);
  expect((await resend('x')).status).toBe(400);
  expect((await resend((await hold()).orderId, harness.identity.user().token)).status).toBe(403);
});
