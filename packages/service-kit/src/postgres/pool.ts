import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Gauge } from 'prom-client';
import type { FaultAware } from '../faults/faults.ts';
import type { Kit } from '../kit.ts';
import { isConnectionLoss, isRetryableConflict, toDependencyError } from './errors.ts';

/** What runs a query: the pool, or the client of a transaction. Give hot statements a name, it saves planning. */
export interface PgClient {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

export interface Postgres extends PgClient {
  /**
   * Runs `fn` in a transaction and commits. Serialization failures and deadlocks run it again (three times in all), so
   * `fn` must have no effect outside the database. Loss of the server throws `DependencyError`; when it happens during
   * the commit the outcome is unknown.
   */
  tx<T>(fn: (client: PgClient) => Promise<T>): Promise<T>;
  /** A connection of its own beside the pool, without statement time-out. The caller ends it. */
  connectDedicated(): Promise<pg.Client>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const maxAttempts = 3;
const afterCommit = new WeakMap<PgClient, Set<(db: PgClient) => void>>();

/** Calls `fn` with the pool once the transaction that `tx` runs on `client` has committed; the same `fn` only once. */
export function onCommit(client: PgClient, fn: (db: PgClient) => void): void {
  afterCommit.get(client)?.add(fn);
}

// bigint columns and count(*) arrive as numbers; what no number can hold is an error, not a rounding
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`);
  return value;
}

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, parseInt8);

/**
 * A pool of at most `max` connections (default 10) to the service's database, and its readiness check.
 * Statements get 5 s, waiting for a lock 3 s, an idle transaction 10 s, a free connection 3 s.
 */
export function createPostgres(
  kit: Pick<Kit, 'instance' | 'log' | 'metrics' | 'health'> & FaultAware,
  url: string,
  options: { max?: number } = {},
): Postgres {
  const connection = {
    connectionString: url,
    application_name: kit.instance,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    types,
  };
  const pool = new pg.Pool({
    ...connection,
    max: options.max ?? 10,
    idleTimeoutMillis: 60_000,
    statement_timeout: 5_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 10_000,
    query_timeout: 7_000, // the server enforces 5 s itself; this one is for a server that has stopped answering
  });
  const onError = (error: Error) => kit.log.warn({ err: error }, 'postgres connection lost');
  pool.on('error', onError);
  // pg-pool listens only while a client is idle: without this, losing one that is checked out ends the process
  pool.on('connect', (client) => client.on('error', () => undefined));
  measure(pool, kit);

  async function withClient<T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient | undefined;
    let lost = false;
    try {
      client = await pool.connect();
      return await use(client);
    } catch (error) {
      lost = isConnectionLoss(error);
      throw error;
    } finally {
      client?.release(lost);
    }
  }

  async function query<Row extends pg.QueryResultRow>(config: string | pg.QueryConfig, values?: unknown[]) {
    try {
      return await withClient((client) => client.query<Row>(config, values));
    } catch (error) {
      throw toDependencyError(error);
    }
  }

  async function tx<T>(fn: (client: PgClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { result, callbacks } = await withClient((client) => inTransaction(client, harmed(fn)));
        for (const callback of callbacks) callback(db);
        return result;
      } catch (error) {
        if (attempt === maxAttempts || !isRetryableConflict(error)) throw toDependencyError(error);
        await sleep(Math.random() * 20 * attempt);
      }
    }
  }

  async function connectDedicated(): Promise<pg.Client> {
    const client = new pg.Client({ ...connection, query_timeout: 10_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      throw toDependencyError(error);
    }
  }

  const faults = kit.faults?.addPostgres(
    url,
    { max: () => pool.options.max, take: () => pool.connect(), giveBack: (client) => client.release() },
    connectDedicated,
  );

  /** LAB: a transaction that a deadlock hits first. */
  function harmed<T>(fn: (client: PgClient) => Promise<T>): (client: PgClient) => Promise<T> {
    if (faults?.deadlocks.active !== true) return fn;
    return async (client) => {
      await faults.deadlocks.provoke(client);
      return fn(client);
    };
  }

  kit.health.addReadiness('postgres', async () => {
    // LAB: an exhausted pool is no reason to be unready
    await (faults?.held[0]?.query('SELECT 1') ?? query('SELECT 1'));
  });
  let closing: Promise<void> | undefined;
  const db: Postgres = { query, tx, connectDedicated, pool, close: () => (closing ??= pool.end()) };
  return db;
}

async function inTransaction<T>(
  client: pg.PoolClient,
  fn: (client: PgClient) => Promise<T>,
): Promise<{ result: T; callbacks: Set<(db: PgClient) => void> }> {
  const callbacks = new Set<(db: PgClient) => void>();
  afterCommit.set(client, callbacks);
  try {
    await client.query('BEGIN');
    const result = await fn(client);
    const end = await client.query('COMMIT');
    // PostgreSQL answers COMMIT with ROLLBACK, without an error, when a failed statement was swallowed
    if (end.command !== 'COMMIT') throw new Error('the transaction was rolled back: a failed statement was ignored');
    return { result, callbacks };
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    await client.query('ROLLBACK');
    throw error;
  } finally {
    afterCommit.delete(client);
  }
}

function measure(pool: pg.Pool, kit: Pick<Kit, 'metrics'>): void {
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections of the database pool; waiting counts callers without one',
    labelNames: ['state'],
    registers: [kit.metrics.registry],
    collect() {
      this.set({ state: 'active' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
      this.set({ state: 'max' }, pool.options.max);
    },
  });
}
