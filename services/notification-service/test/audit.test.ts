import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import { createServiceToken } from '@ticketlab/testing/tokens';
import mongoose from 'mongoose';
import { createStores } from '../src/stores.ts';
import { createBroadcast } from '../src/usecases/broadcast.ts';
import { createHarness, type Harness, newId, type Replica } from './harness.ts';

let harness: Harness;
let replica: Replica;

beforeAll(async () => {
  harness = await createHarness();
  replica = await harness.start();
});
afterAll(() => harness.close());

const anEntry = (): AuditRecord => ({
  ...{ id: newId(), at: new Date().toISOString(), actor: `admin:${harness.admin.userId}` },
  ...{ action: 'chat.closed', subject: newId(), requestId: null, detail: { any: { thing: 1 } } },
});
const record = (body: unknown, token = createServiceToken('chat-service', 'notification-service')) =>
  replica.call('POST', '/internal/audit-entries', { body, token });

async function entriesOf(subject: string): Promise<unknown[]> {
  const { token } = harness.admin;
  return (await replica.call<{ items: unknown[] }>('GET', `/api/audit?subject=${subject}`, { token })).body.items;
}

describe('what no event tells', () => {
  it('is put into the audit log by the service that did it, once per id', async () => {
    const entry = anEntry();
    const answers = await Promise.all([record(entry), record(entry), record(entry)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await entriesOf(entry.subject)).toEqual([{ ...entry, service: 'chat-service' }]);
  });

  it('is taken from services only, and not in the name of another', async () => {
    const entry = anEntry();
    expect((await record(entry, harness.admin.token)).status).not.toBe(204);
    expect((await record({ ...entry, service: 'user-service' })).status).toBe(400);
    expect((await record({ ...entry, id: 'x' })).status).toBe(400);
    expect(await entriesOf(entry.subject)).toEqual([]);
  });
});

it('has a broadcast before it goes out', async () => {
  const connection = await mongoose.createConnection(harness.mongo.url).asPromise();
  const { fanouts, audit } = createStores({ connection }, { newId, clock: () => new Date() });
  const foundThen: string[][] = [];
  const broadcast = createBroadcast({
    fanouts: {
      ...fanouts,
      add: async (fanout, key, now) => {
        foundThen.push((await audit.list({ subject: fanout.id, limit: 5 })).map(({ action }) => action));
        return fanouts.add(fanout, key, now);
      },
    },
    ...{ audit, newId, clock: () => new Date(), wake: () => undefined },
  });
  await broadcast.start({ title: 'News', body: 'x', audience: 'admins' }, harness.admin.userId, undefined);
  await connection.close();
  expect(foundThen).toEqual([['notification.broadcast']]);
});
