import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { userErased } from '@ticketlab/contracts/events/user-events';
import { collectEvents, type CollectedEvents } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { addToOutbox } from '../../src/messaging/outbox.ts';
import { isUniqueViolation } from '../../src/postgres/errors.ts';
import { runInContext } from '../../src/telemetry/context.ts';
import { metricValue } from '../data-kit.ts';
import { createRig, erasure, type Instance, newId, range, versionsOf } from './messaging-rig.ts';

let rig: Awaited<ReturnType<typeof createRig>>;
let published: CollectedEvents;
let instance: Instance;

beforeAll(async () => {
  rig = await createRig();
  published = await collectEvents(rig.topics, 'user-events');
});
afterAll(async () => {
  await published.stop();
  await rig.close();
});

beforeEach(async () => {
  instance = rig.instance();
  await instance.relay();
});
afterEach(() => instance.close());

async function add(subject: string, version: number): Promise<void> {
  await rig.first.db.tx((client) => addToOutbox(client, [erasure(subject, version)]));
}

async function arrived(subject: string, versions: number[]): Promise<void> {
  await eventually(() => expect(versionsOf(published.events, subject)).toEqual(versions));
}

/** The server process that holds the relay's lock. */
async function leaderPid(): Promise<number> {
  return eventually(async () => {
    const { rows } = await rig.first.db.query<{ pid: number }>(
      `SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
       WHERE locktype = 'advisory' AND granted AND datname = current_database()`,
    );
    expect(rows).toHaveLength(1);
    return rows[0]?.pid ?? 0;
  });
}

async function pending(): Promise<number> {
  const { rows } = await rig.first.db.query<{ n: number }>(
    'SELECT count(*) AS n FROM outbox WHERE published_at IS NULL',
  );
  return rows[0]?.n ?? -1;
}

describe('publishing', () => {
  it('publishes a CloudEvent with its causes, keyed by the aggregate, once its transaction commits', async () => {
    const subject = newId();
    const context = { requestId: 'request-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, traceId: 'a' };
    await runInContext({ ...context, userId: subject }, () => add(subject, 1));
    await add(subject, 2);
    await arrived(subject, [1, 2]);
    const [first, second] = published.events.filter((event) => event.subject === subject);
    expect(userErased.schema.parse(first)).toMatchObject({
      source: '/user-service',
      subject,
      actor: `user:${subject}`,
      requestid: 'request-1',
      traceparent: context.traceparent,
      data: { userId: subject },
    });
    expect(second).toMatchObject({ actor: 'service:user-service' });
    const { rows } = await rig.first.db.query('SELECT published_at FROM outbox WHERE subject = $1', [subject]);
    expect(rows.every((row) => row['published_at'] instanceof Date)).toBe(true);
  });

  it('publishes nothing of a transaction that rolls back', async () => {
    const subject = newId();
    await rig.first.db
      .tx(async (client) => {
        await addToOutbox(client, [erasure(subject, 1)]);
        throw new Error('no');
      })
      .catch(() => undefined);
    await add(subject, 2);
    await arrived(subject, [2]);
  });

  it('refuses data that does not match its schema, and a version given twice', async () => {
    const subject = newId();
    await expect(
      rig.first.db.tx((client) =>
        addToOutbox(client, [{ ...erasure(subject, 1), data: { userId: 'no id' } } as never]),
      ),
    ).rejects.toThrow('userId');
    await add(subject, 1);
    const again = await add(subject, 1).catch((error: unknown) => error);
    expect(isUniqueViolation(again, 'outbox_version')).toBe(true);
    await arrived(subject, [1]);
  });

  it('is woken by the commit rather than by its poll', async () => {
    const subject = newId();
    await leaderPid();
    const started = performance.now();
    for (const version of range(1, 6)) {
      await add(subject, version);
      await arrived(subject, range(1, version));
    }
    // polling once a second, six events one after the other would take over five seconds
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('keeps the order of each aggregate through many batches', async () => {
    const subjects = range(1, 20).map(newId);
    for (const version of range(1, 30)) {
      await rig.first.db.tx((client) =>
        addToOutbox(
          client,
          subjects.map((subject) => erasure(subject, version)),
        ),
      );
    }
    for (const subject of subjects) await arrived(subject, range(1, 30));
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it('publishes what waited, in order, although it is more than a broker takes at once', async () => {
    const subject = newId();
    await rig.first.db.tx(async (client) => {
      await addToOutbox(
        client,
        range(1, 60).map((version) => erasure(subject, version)),
      );
      await client.query(
        `UPDATE outbox SET event = jsonb_set(event::jsonb, '{data,note}', to_jsonb(repeat('x', 40000))) WHERE subject = $1`,
        [subject],
      );
    });
    await arrived(subject, range(1, 60));
    expect(instance.kit.logged.filter(({ event }) => event === 'outbox-stalled')).toEqual([]);
  });

  it('publishes an event whose transaction commits after younger ones were published', async () => {
    const [late, early] = [newId(), newId()];
    await rig.first.db.tx(async (client) => {
      await addToOutbox(client, [erasure(late, 1)]);
      await add(early, 1);
      await arrived(early, [1]);
    });
    await arrived(late, [1]);
  });
});

describe('losing the connection', () => {
  it('publishes again, with the same id, what was published but not marked', async () => {
    const subject = newId();
    const pid = await leaderPid();
    await rig.first.db.tx(async (blocker) => {
      await add(subject, 1);
      const { rows } = await blocker.query(
        'SELECT 1 FROM outbox WHERE subject = $1 AND published_at IS NULL FOR UPDATE',
        [subject],
      );
      // published already: then the row was marked before it could be locked, and there is nothing to see
      expect(rows).toHaveLength(1);
      await arrived(subject, [1]);
      await rig.first.db.query('SELECT pg_terminate_backend($1)', [pid]);
    });
    await arrived(subject, [1, 1]);
    const ids = published.events.filter((event) => event.subject === subject).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it('stops publishing until it has the lock again', async () => {
    const subject = newId();
    const thief = await rig.first.db.connectDedicated();
    const pid = await leaderPid();
    const waiting = thief.query(
      'SELECT pg_advisory_lock(objid::bigint) FROM pg_locks WHERE pid = $1 AND locktype = $2',
      [pid, 'advisory'],
    );
    await eventually(async () => {
      const { rows } = await rig.first.db.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      expect(rows).toHaveLength(1);
    });
    await rig.first.db.query('SELECT pg_terminate_backend($1)', [pid]);
    await waiting;
    await eventually(() => expect(instance.kit.logged.some(({ event }) => event === 'outbox-stalled')).toBe(true));
    await add(subject, 1);
    await eventually(async () => {
      const { rows } = await rig.first.db.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_try_advisory_lock%' AND pid <> pg_backend_pid()",
      );
      expect(rows).toHaveLength(1);
    });
    expect(await pending()).toBe(1);
    await thief.end();
    await arrived(subject, [1]);
  });
});

describe('two relays', () => {
  it('let one publish and the other take over when it is gone', async () => {
    await leaderPid();
    const standby = rig.instance();
    await standby.relay();
    const subject = newId();
    await add(subject, 1);
    await arrived(subject, [1]);
    const leads = (one: Instance) => one.kit.logged.some(({ event }) => event === 'outbox-leading');
    expect([leads(instance), leads(standby)]).toEqual([true, false]);
    await instance.close();
    await add(subject, 2);
    await arrived(subject, [1, 2]);
    expect(leads(standby)).toBe(true);
    await standby.close();
  });
});

it('measures what waits and for how long', async () => {
  await instance.close();
  const subject = newId();
  await add(subject, 1);
  await rig.first.db.query(`UPDATE outbox SET created_at = now() - interval '1 minute' WHERE subject = $1`, [subject]);
  const next = rig.instance();
  const [relay] = [await next.relay()];
  await arrived(subject, [1]);
  await relay.stop();
  await add(subject, 2);
  await rig.first.db.query(`UPDATE outbox SET created_at = now() - interval '1 minute' WHERE published_at IS NULL`);
  expect(await metricValue(next.kit, 'outbox_pending')).toBe(1);
  expect(await metricValue(next.kit, 'outbox_oldest_age_seconds')).toBeGreaterThanOrEqual(60);
});
