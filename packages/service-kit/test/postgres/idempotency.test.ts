import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import { ProblemError } from '../../src/http/problem.ts';
import { DependencyError, DomainError } from '../../src/messaging/errors.ts';
import { createIdempotency, type KeyedRequest } from '../../src/postgres/idempotency.ts';
import { createPostgres, type PgClient, type Postgres } from '../../src/postgres/pool.ts';
import { uuidv7 } from '../../src/telemetry/ids.ts';
import { createDataKit } from '../data-kit.ts';

let database: TestDatabase;
let db: Postgres;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createPostgres(createDataKit(), database.url, { max: 8 });
  await db.query(await readFile(new URL('../../sql/idempotency.sql', import.meta.url), 'utf8'));
  await db.query('CREATE TABLE purchase (id text PRIMARY KEY, owner text NOT NULL)');
});

afterAll(async () => {
  await db.close();
  await database.drop();
});

function request(changes: Partial<KeyedRequest> = {}): KeyedRequest {
  return {
    userId: uuidv7(Date.now()),
    operation: 'POST /api/orders',
    key: 'key-12345',
    body: { seats: 2 },
    ...changes,
  };
}

/** Work that writes a purchase, and counts. */
function purchase(
  finish: (id: string) => Promise<{ status: number; body: unknown }> | { status: number; body: unknown },
) {
  const counts = { begun: 0, finished: 0 };
  return {
    counts,
    async begin(client: PgClient): Promise<string> {
      counts.begun += 1;
      const id = uuidv7(Date.now());
      await client.query('INSERT INTO purchase VALUES ($1, $2)', [id, 'somebody']);
      return id;
    },
    async finish(id: string) {
      counts.finished += 1;
      return finish(id);
    },
  };
}

const created = (id: string) => ({ status: 201, body: { id }, headers: { location: `/api/orders/${id}` } });

async function purchases(): Promise<number> {
  return (await db.query<{ count: number }>('SELECT count(*) FROM purchase')).rows[0]?.count ?? 0;
}

describe('one key', () => {
  it('is executed once by twenty parallel calls; the others replay or are told to wait', async () => {
    const keys = createIdempotency(db);
    const before = await purchases();
    const keyed = request();
    const work = purchase(created);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => keys.withKey(keyed, work)));
    expect(work.counts).toEqual({ begun: 1, finished: 1 });
    expect(await purchases()).toBe(before + 1);
    const answers = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value.body);
    expect(new Set(answers.map((body) => JSON.stringify(body))).size).toBe(1);
    for (const result of results.filter((one) => one.status === 'rejected')) {
      expect(result.reason).toMatchObject({ code: 'idempotency-in-progress' });
    }
  });

  it('replays status, body and headers, and says so', async () => {
    const keys = createIdempotency(db);
    const keyed = request();
    const first = await keys.withKey(keyed, purchase(created));
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    const second = await keys.withKey(
      keyed,
      purchase(() => ({ status: 500, body: 'must not run' })),
    );
    expect(second).toEqual({ ...first, headers: { ...first.headers, 'idempotency-replayed': 'true' } });
  });

  it('takes the same fields in another order for the same body, and refuses another body', async () => {
    const keys = createIdempotency(db);
    const keyed = request({ body: { a: 1, b: { c: 2, d: [1, 2] } } });
    const first = await keys.withKey(keyed, purchase(created));
    const reordered = { ...keyed, body: { b: { d: [1, 2], c: 2 }, a: 1 } };
    expect((await keys.withKey(reordered, purchase(created))).body).toEqual(first.body);
    for (const body of [{ a: 1, b: { c: 2, d: [2, 1] } }, {}, undefined]) {
      await expect(keys.withKey({ ...keyed, body }, purchase(created))).rejects.toMatchObject({
        code: 'idempotency-key-reused',
      });
    }
  });

  it('belongs to one user and one operation', async () => {
    const keys = createIdempotency(db);
    const keyed = request();
    const work = purchase(created);
    await keys.withKey(keyed, work);
    await keys.withKey({ ...keyed, userId: 'another' }, work);
    await keys.withKey({ ...keyed, operation: 'POST /api/payments' }, work);
    expect(work.counts.begun).toBe(3);
  });

  it('is forgotten after 24 hours', async () => {
    const keys = createIdempotency(db);
    const keyed = request();
    await keys.withKey(keyed, purchase(created));
    await db.query(`UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second' WHERE user_id = $1`, [
      keyed.userId,
    ]);
    const work = purchase(created);
    await keys.withKey({ ...keyed, body: 'new' }, work);
    expect(work.counts.begun).toBe(1);
  });
});

describe('refusals', () => {
  it('replays a refusal at the beginning, of which nothing else is kept', async () => {
    const keys = createIdempotency(db);
    const keyed = request();
    const before = await purchases();
    const refusing = {
      async begin(client: PgClient) {
        await client.query("INSERT INTO purchase VALUES ('half', 'somebody')");
        throw new DomainError('customer-limit-reached', 'six tickets are the limit');
      },
      finish: () => Promise.resolve(created('never')),
    };
    await expect(keys.withKey(keyed, refusing)).rejects.toBeInstanceOf(DomainError);
    expect(await purchases()).toBe(before);
    await expect(keys.withKey(keyed, purchase(created))).rejects.toMatchObject({
      code: 'customer-limit-reached',
      detail: 'six tickets are the limit',
      headers: { 'idempotency-replayed': 'true' },
    });
  });

  it('replays a refusal at the end', async () => {
    const keys = createIdempotency(db);
    const keyed = request();
    const soldOut = purchase(() => {
      throw new ProblemError('sold-out');
    });
    await expect(keys.withKey(keyed, soldOut)).rejects.toMatchObject({ code: 'sold-out', headers: {} });
    await expect(keys.withKey(keyed, soldOut)).rejects.toMatchObject({
      code: 'sold-out',
      detail: undefined,
      headers: { 'idempotency-replayed': 'true' },
    });
    expect(soldOut.counts).toEqual({ begun: 1, finished: 1 });
  });

  it('does not keep a failure of our own: the next call finishes what was begun', async () => {
    const keys = createIdempotency(db);
    const keyed = request();
    const failures: unknown[] = [new DependencyError('ticket-service', 'away'), new Error('bug'), null];
    const ids: string[] = [];
    const work = purchase((id) => {
      ids.push(id);
      const failure = failures.shift();
      if (failure instanceof Error) throw failure;
      return failure === null ? { status: 503, body: 'away' } : created(id);
    });
    await expect(keys.withKey(keyed, work)).rejects.toBeInstanceOf(DependencyError);
    await expect(keys.withKey(keyed, work)).rejects.toThrow('bug');
    expect(await keys.withKey(keyed, work)).toMatchObject({ status: 503 });
    expect(await keys.withKey(keyed, work)).toMatchObject({ status: 201 });
    expect(work.counts).toEqual({ begun: 1, finished: 4 });
    expect(new Set(ids).size).toBe(1);
  });

  it('keeps nothing when the beginning fails for a reason of ours', async () => {
    const keys = createIdempotency(db);
    const keyed = request();
    const failing = { begin: () => Promise.reject(new Error('bug')), finish: () => Promise.resolve(created('never')) };
    await expect(keys.withKey(keyed, failing)).rejects.toThrow('bug');
    expect(await keys.withKey(keyed, purchase(created))).toMatchObject({ status: 201 });
  });
});

describe('the lease', () => {
  it('keeps others out while it lasts, is taken over with the same resource, and shuts the slow run out', async () => {
    const slowAnswer = Promise.withResolvers<{ status: number; body: unknown }>();
    const started = Promise.withResolvers<string>();
    const keyed = request();
    const slow = purchase((id) => {
      started.resolve(id);
      return slowAnswer.promise;
    });
    const keys = createIdempotency(db);
    const slowCall = keys.withKey(keyed, slow);
    const id = await started.promise;
    await expect(keys.withKey(keyed, purchase(created))).rejects.toMatchObject({
      code: 'idempotency-in-progress',
      headers: { 'retry-after': '1' },
    });

    await db.query(`UPDATE idempotency_keys SET lease_until = now() - interval '1 second' WHERE user_id = $1`, [
      keyed.userId,
    ]);
    const takeover = purchase(created);
    expect(await keys.withKey(keyed, takeover)).toEqual(created(id));
    expect(takeover.counts).toEqual({ begun: 0, finished: 1 });

    slowAnswer.resolve({ status: 409, body: 'too late' });
    await slowCall;
    expect(await keys.withKey(keyed, takeover)).toMatchObject({ status: 201, body: { id } });
  });

  it('ends by itself: a run that died is resumed', async () => {
    const keyed = request();
    const started = Promise.withResolvers<unknown>();
    const dying = purchase(() => {
      started.resolve(undefined);
      return new Promise<never>(() => undefined);
    });
    void createIdempotency(db, { leaseMs: 50 }).withKey(keyed, dying);
    await started.promise;
    const keys = createIdempotency(db, { leaseMs: 50 });
    const work = purchase(created);
    let answer: unknown;
    while (answer === undefined) answer = await keys.withKey(keyed, work).catch(() => undefined);
    expect(answer).toMatchObject({ status: 201 });
    expect(work.counts).toEqual({ begun: 0, finished: 1 });
    expect(dying.counts).toEqual({ begun: 1, finished: 1 });
  });
});
