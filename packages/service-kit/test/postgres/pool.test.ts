import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import { DependencyError } from '../../src/messaging/errors.ts';
import { isUniqueViolation } from '../../src/postgres/errors.ts';
import { createPostgres, onCommit, type PgClient, type Postgres } from '../../src/postgres/pool.ts';
import { createDataKit, metricValue } from '../data-kit.ts';

let database: TestDatabase;
let db: Postgres;
const kit = createDataKit();

beforeAll(async () => {
  database = await createTestDatabase();
  db = createPostgres(kit, database.url, { max: 4 });
  await db.query('CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL)');
  await db.query('INSERT INTO account VALUES (1, 100), (2, 100)');
});

afterAll(async () => {
  await db.close();
  await database.drop();
});

async function terminate(pid: number): Promise<void> {
  await db.query('SELECT pg_terminate_backend($1)', [pid]);
}

async function backendOf(client: PgClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

describe('query', () => {
  it('takes text and values, or a named statement, and gives bigints as numbers', async () => {
    const named = { name: 'balance', text: 'SELECT balance FROM account WHERE id = $1', values: [1] };
    expect((await db.query<{ balance: number }>(named)).rows).toEqual([{ balance: 100 }]);
    expect((await db.query('SELECT count(*) FROM account WHERE id = $1', [2])).rows).toEqual([{ count: 1 }]);
  });

  it('refuses a bigint that no number can hold instead of rounding it', async () => {
    await expect(db.query('SELECT 9007199254740993::bigint')).rejects.toThrow('9007199254740993');
  });

  it('keeps the connection after an error of the statement', async () => {
    const before = db.pool.totalCount;
    const failures = await Promise.allSettled([1, 2, 3].map(() => db.query('INSERT INTO account VALUES (1, 0)')));
    for (const failure of failures) {
      expect(failure).toMatchObject({ status: 'rejected' });
      expect(isUniqueViolation((failure as PromiseRejectedResult).reason, 'account_pkey')).toBe(true);
    }
    expect(db.pool.totalCount).toBeGreaterThanOrEqual(before);
  });

  it('reports a server that is away as DependencyError', async () => {
    const unreachable = createPostgres(createDataKit(), 'postgres://nobody:x@127.0.0.1:1/none');
    await expect(unreachable.query('SELECT 1')).rejects.toBeInstanceOf(DependencyError);
    await expect(unreachable.tx((client) => client.query('SELECT 1'))).rejects.toBeInstanceOf(DependencyError);
    await expect(unreachable.connectDedicated()).rejects.toBeInstanceOf(DependencyError);
    await unreachable.close();
  });

  it('gives up a statement that takes too long', async () => {
    await db
      .tx(async (client) => {
        await client.query('SET LOCAL statement_timeout = 20');
        await expect(client.query('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
      })
      .catch((error: unknown) => expect(error).toMatchObject({ message: expect.stringContaining('rolled back') }));
    const { rows } = await db.query<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') ORDER BY name`,
    );
    expect(rows.map(({ setting }) => setting)).toEqual(['10000', '3000', '5000']);
  });
});

describe('losing connections', () => {
  it('survives the end of an idle and of a used connection, and connects anew', async () => {
    const other = await db.connectDedicated();
    const idle = await db.tx(backendOf);
    await other.query('SELECT pg_terminate_backend($1)', [idle]);
    await eventually(() => expect(kit.logged).toContainEqual(expect.objectContaining({ level: 'warn' })));
    await other.end();
    const lost = db.tx(async (client) => {
      await terminate(await backendOf(client));
      await client.query('SELECT 1');
    });
    await expect(lost).rejects.toBeInstanceOf(DependencyError);
    await expect(db.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  it('survives losing a connection that is in use while it runs nothing', async () => {
    const holding = Promise.withResolvers<number>();
    const release: PromiseWithResolvers<void> = Promise.withResolvers();
    const tx = db.tx(async (client) => {
      holding.resolve(await backendOf(client));
      await release.promise;
      await client.query('SELECT 1');
    });
    const pid = await holding.promise;
    await terminate(pid);
    await eventually(async () => {
      const { rows } = await db.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [pid]);
      expect(rows).toEqual([]);
    });
    release.resolve();
    await expect(tx).rejects.toBeInstanceOf(DependencyError);
  });
});

describe('tx', () => {
  it('commits, and rolls back when the function throws', async () => {
    await db.tx((client) => client.query('UPDATE account SET balance = 90 WHERE id = 1'));
    const failed = db.tx(async (client) => {
      await client.query('UPDATE account SET balance = 0 WHERE id = 1');
      throw new RangeError('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect((await db.query('SELECT balance FROM account WHERE id = 1')).rows).toEqual([{ balance: 90 }]);
  });

  it('calls back after the commit, once for each function, and not when there is none', async () => {
    const calls: string[] = [];
    const note = () => void calls.push('committed');
    await db.tx((client) => {
      onCommit(client, note);
      onCommit(client, note);
      expect(calls).toEqual([]);
      return Promise.resolve();
    });
    expect(calls).toEqual(['committed']);
    const failed = db.tx((client) => {
      onCommit(client, note);
      return Promise.reject(new Error('no'));
    });
    await expect(failed).rejects.toThrow('no');
    await db.tx((client) => client.query('SELECT 1'));
    expect(calls).toEqual(['committed']);
  });

  it('does not pass for committed when a failed statement was swallowed', async () => {
    const swallowed = db.tx(async (client) => {
      await client.query('INSERT INTO account VALUES (3, 1)');
      await client.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow('rolled back');
  });

  it('runs the victim of a deadlock again, so that both transactions commit', async () => {
    await db.query('UPDATE account SET balance = 100');
    let runs = 0;
    const bothHold = Promise.withResolvers<unknown>();
    const transfer = (from: number, to: number) =>
      db.tx(async (client) => {
        runs += 1;
        await client.query("SET LOCAL deadlock_timeout = '10ms'");
        await client.query('UPDATE account SET balance = balance - 1 WHERE id = $1', [from]);
        if (runs === 2) bothHold.resolve(undefined);
        await bothHold.promise;
        await client.query('UPDATE account SET balance = balance + 1 WHERE id = $1', [to]);
      });
    await Promise.all([transfer(1, 2), transfer(2, 1)]);
    expect(runs).toBe(3);
    expect((await db.query('SELECT balance FROM account WHERE id < 3')).rows).toEqual([
      { balance: 100 },
      { balance: 100 },
    ]);
  });

  it('gives up after three conflicts, and does not repeat other failures', async () => {
    let runs = 0;
    const failing = (code: string) =>
      db.tx(async (client) => {
        runs += 1;
        await client.query(`DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '${code}'; END $$`);
      });
    await expect(failing('40001')).rejects.toBeInstanceOf(DependencyError);
    expect(runs).toBe(3);
    await expect(failing('23505')).rejects.toMatchObject({ code: '23505' });
    expect(runs).toBe(4);
  });
});

it('measures the pool and answers the readiness check', async () => {
  await db.tx(async () => {
    expect(await metricValue(kit, 'db_pool_connections', { state: 'active' })).toBe(1);
  });
  expect(await metricValue(kit, 'db_pool_connections', { state: 'active' })).toBe(0);
  expect(await metricValue(kit, 'db_pool_connections', { state: 'max' })).toBe(4);
  await expect(kit.checks.get('postgres')?.()).resolves.toBeUndefined();
});
