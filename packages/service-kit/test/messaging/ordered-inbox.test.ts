import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import { createEvent } from '@ticketlab/testing/events';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import { applyInOrder, skipInOrder } from '../../src/messaging/ordered-inbox.ts';
import { createPostgres, type PgClient, type Postgres } from '../../src/postgres/pool.ts';
import { createDataKit } from '../data-kit.ts';
import { erasure, newId, range } from './messaging-rig.ts';

let database: TestDatabase;
let db: Postgres;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createPostgres(createDataKit(), database.url, { max: 6 });
  await db.query(await readFile(new URL('../../sql/ordering.sql', import.meta.url), 'utf8'));
  await db.query('CREATE TABLE effect (position serial, subject text NOT NULL, version int NOT NULL)');
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const toEvent = (subject: string, version: number): TicketlabEvent =>
  createEvent(erasure(subject, version), 'user-service');

function effect(client: PgClient): (event: TicketlabEvent) => Promise<void> {
  return async (event) => {
    await client.query('INSERT INTO effect (subject, version) VALUES ($1, $2)', [
      event.subject,
      event.aggregateversion,
    ]);
  };
}

function deliver(event: TicketlabEvent, consumer = 'orders') {
  return db.tx((client) => applyInOrder(client, consumer, event, effect(client)));
}

async function effects(subject: string): Promise<number[]> {
  const { rows } = await db.query<{ version: number }>(
    'SELECT version FROM effect WHERE subject = $1 ORDER BY position',
    [subject],
  );
  return rows.map(({ version }) => version);
}

async function parked(subject: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>('SELECT count(*) AS n FROM inbox_parked WHERE subject = $1', [
    subject,
  ]);
  return rows[0]?.n ?? -1;
}

describe('applyInOrder', () => {
  it('gives the same effects for every order and repetition of delivery', async () => {
    const deliveries = fc
      .uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 6, maxLength: 6 })
      .chain((order) =>
        fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }).map((repeats) => [...repeats, ...order, ...repeats]),
      );
    await fc.assert(
      fc.asyncProperty(deliveries, async (versions) => {
        const subject = newId();
        for (const version of versions) await deliver(toEvent(subject, version));
        expect(await effects(subject)).toEqual(range(1, 6));
        expect(await parked(subject)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('says what it did', async () => {
    const subject = newId();
    expect(await deliver(toEvent(subject, 2))).toBe('parked');
    expect(await deliver(toEvent(subject, 1))).toBe('applied');
    expect(await deliver(toEvent(subject, 2))).toBe('old');
  });

  it('keeps consumers and aggregates apart', async () => {
    const [one, two] = [newId(), newId()];
    await deliver(toEvent(one, 1));
    expect(await deliver(toEvent(two, 2))).toBe('parked');
    expect(await deliver(toEvent(one, 1), 'reports')).toBe('applied');
  });

  it('takes back the whole step when applying one of the waiting events fails', async () => {
    const subject = newId();
    await deliver(toEvent(subject, 2));
    const failing = db.tx((client) =>
      applyInOrder(client, 'orders', toEvent(subject, 1), async (event) => {
        await effect(client)(event);
        if (event.aggregateversion === 2) throw new Error('not yet');
      }),
    );
    await expect(failing).rejects.toThrow('not yet');
    expect([await effects(subject), await parked(subject)]).toEqual([[], 1]);
    expect(await deliver(toEvent(subject, 1))).toBe('applied');
    expect(await effects(subject)).toEqual([1, 2]);
  });

  it('strands no early event when both are delivered at the same moment, as during a rebalance', async () => {
    for (let round = 0; round < 20; round++) {
      const subject = newId();
      await Promise.all([3, 1, 2, 1, 2, 3].map((version) => deliver(toEvent(subject, version))));
      expect(await effects(subject)).toEqual([1, 2, 3]);
      expect(await parked(subject)).toBe(0);
    }
  });
});

describe('skipInOrder', () => {
  it('lets the events behind a discarded one pass, also when it is discarded early', async () => {
    const subject = newId();
    const skip = (version: number) =>
      db.tx((client) => skipInOrder(client, 'orders', toEvent(subject, version), effect(client)));
    await deliver(toEvent(subject, 1));
    await deliver(toEvent(subject, 5));
    await deliver(toEvent(subject, 3));
    expect(await skip(4)).toBe('parked');
    expect(await skip(2)).toBe('applied');
    expect(await effects(subject)).toEqual([1, 3, 5]);
    expect(await skip(2)).toBe('old');
  });
});
