import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestKafka, type OwnStore } from '@ticketlab/testing/stores';
import { onceInTx } from '../../src/messaging/inbox.ts';
import { addToOutbox } from '../../src/messaging/outbox.ts';
import { createTopics } from '../../src/messaging/topics.ts';
import { metricValue } from '../data-kit.ts';
import { createRig, erasure, newId, range } from './messaging-rig.ts';

// a broker's start, and the 6 s that it waits for group members it remembers
const patience = { timeoutMs: 25_000 };

let broker: OwnStore;
let rig: Awaited<ReturnType<typeof createRig>>;

beforeAll(async () => {
  broker = await createTestKafka();
  await createTopics([broker.url], { partitions: 2, retentionHours: 1 });
  rig = await createRig({ topics: { prefix: '', brokers: broker.url } });
  await rig.first.db.query('CREATE TABLE effect (position serial, subject text NOT NULL, version int NOT NULL)');
});
afterAll(async () => {
  await rig.close();
  await broker.stop();
});

it('starts without Kafka, loses nothing while it is away or killed, and goes on by itself', async () => {
  const { db, kit } = rig.first;
  const subject = newId();
  const add = (version: number) => db.tx((client) => addToOutbox(client, [erasure(subject, version)]));
  const effects = async () =>
    (
      await db.query<{ version: number }>('SELECT version FROM effect WHERE subject = $1 ORDER BY position', [subject])
    ).rows.map(({ version }) => version);

  await broker.stop();
  const started = performance.now();
  await rig.first.relay();
  await rig.first.consume({
    group: 'effects',
    topics: {
      'user-events': (event) =>
        db.tx(async (client) => {
          if (!(await onceInTx(client, 'effects', event.id))) return;
          await client.query('INSERT INTO effect (subject, version) VALUES ($1, $2)', [
            event.subject,
            event.aggregateversion,
          ]);
        }),
    },
  });
  expect(performance.now() - started).toBeLessThan(500);

  for (const version of range(1, 3)) await add(version);
  await eventually(() => expect(kit.logged.some(({ event }) => event === 'outbox-stalled')).toBe(true));
  expect(await metricValue(kit, 'outbox_pending')).toBe(3);
  await expect(kit.checks.get('kafka')?.()).rejects.toThrow('kafka');

  await broker.restart();
  await eventually(async () => expect(await effects()).toEqual([1, 2, 3]), patience);
  await expect(kit.checks.get('kafka')?.()).resolves.toBeUndefined();

  await broker.kill();
  await add(4);
  await broker.restart();
  await add(5);
  await eventually(async () => expect(await effects()).toEqual([1, 2, 3, 4, 5]), patience);
  await eventually(async () => expect(await metricValue(kit, 'outbox_pending')).toBe(0));
}, 60_000);
