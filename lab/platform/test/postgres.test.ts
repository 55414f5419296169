import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { findFreePorts } from '../ports.ts';
import { preparePostgres } from '../postgres.ts';
import { findPostgresUser, placeForPostgres } from '../postgres-user.ts';
import type { Store, StoreCommand } from '../store.ts';
import { createStoreHarness, writeUntilKilled, type StoreHarness } from './store-harness.ts';

describe('PostgreSQL', () => {
  let harness: StoreHarness;
  let command: StoreCommand;
  let store: Store;
  let options: Parameters<typeof preparePostgres>[1];

  beforeAll(async () => {
    harness = await createStoreHarness();
    const [port = 0] = await findFreePorts(1);
    options = { dataDir: join(harness.dir, 'postgres'), port, password: 'p@ss:word/ä', durable: true };
    command = await preparePostgres(harness.platform, options);
    store = await harness.start(command);
  });
  afterAll(() => harness.close());

  const withPool = async <T>(url: string, use: (pool: pg.Pool) => Promise<T>): Promise<T> => {
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    pool.on('error', () => undefined);
    try {
      return await use(pool);
    } finally {
      await pool.end();
    }
  };

  it('asks for the password', async () => {
    const wrong = new URL(store.url);
    wrong.password = 'guess';
    await expect(withPool(wrong.href, (pool) => pool.connect())).rejects.toThrow('password authentication failed');
  });

  it('orders and folds text the same everywhere, beyond ASCII too', async () => {
    const { rows } = await withPool(store.url, (pool) => pool.query("SELECT lower('ÄÉ') AS folded, 'Z' < 'a' AS raw"));
    expect(rows).toEqual([{ folded: 'äé', raw: true }]);
  });

  it('keeps every acknowledged commit over kill -9, and over a stop', async () => {
    const acknowledged = await withPool(store.url, async (pool) => {
      await pool.query('CREATE TABLE writes (value int PRIMARY KEY)');
      return writeUntilKilled(store, (value) => pool.query('INSERT INTO writes VALUES ($1)', [value]));
    });
    store = await harness.start(command);
    const read = async () => {
      const { rows } = await withPool(store.url, (pool) => pool.query<{ value: number }>('SELECT value FROM writes'));
      return rows.map(({ value }) => value);
    };
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    expect(await read()).toEqual(expect.arrayContaining(acknowledged));
    await store.stop();
    expect(store.alive()).toBe(false);
    store = await harness.start(command);
    expect(await read()).toEqual(expect.arrayContaining(acknowledged));
  });

  it('starts although the pid in the lock of a crashed one belongs to another process by now', async () => {
    await store.kill();
    const lock = join(command.dataDir, 'postmaster.pid');
    const [, ...rest] = (await readFile(lock, 'utf8')).split('\n');
    await writeFile(lock, [String(process.ppid), ...rest].join('\n'));
    store = await harness.start(await preparePostgres(harness.platform, options));
    expect(store.alive()).toBe(true);
  });

  it('lies where its user can reach it', async () => {
    const closed = join(harness.dir, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o700);
    const home = join(harness.platform.dir, 'postgres');
    const place = await placeForPostgres(await findPostgresUser(), home, join(closed, 'postgres'));
    const isRoot = process.getuid?.() === 0;
    expect(place.dataDir.startsWith(isRoot ? '/var/tmp/ticketlab-' : closed)).toBe(true);
    expect((await stat(place.home)).isDirectory()).toBe(true);
    if (isRoot) await rm(dirname(place.dataDir), { recursive: true });
  });
});
