import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import pg from 'pg';
import { migrate } from '../../src/postgres/migrate.ts';

let database: TestDatabase;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'migrations-'));
});
afterAll(() => rm(dir, { recursive: true }));

beforeEach(async () => {
  database = await createTestDatabase();
  await write('0001-things.sql', 'CREATE TABLE thing (id int);\nINSERT INTO thing VALUES (1);');
  await write('0002-more.sql', 'INSERT INTO thing SELECT id + 1 FROM thing;');
  await rm(path.join(dir, '0003-wrong.sql'), { force: true });
});
afterEach(() => database.drop());

async function write(name: string, sql: string): Promise<void> {
  await writeFile(path.join(dir, name), sql);
}

async function things(): Promise<unknown[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  const { rows } = await client.query<{ id: number }>('SELECT id FROM thing ORDER BY id');
  await client.end();
  return rows.map(({ id }) => id);
}

it('applies what is missing in name order, once, even from several processes at a time', async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, dir)));
  expect(applied.flat()).toEqual(['0001-things.sql', '0002-more.sql']);
  expect(await things()).toEqual([1, 2]);
  await write('0003-wrong.sql', 'INSERT INTO thing VALUES (9);');
  expect(await migrate(database.url, dir)).toEqual(['0003-wrong.sql']);
  expect(await things()).toEqual([1, 2, 9]);
});

it('names file and line of a failure, keeps what came before and nothing of the failed file', async () => {
  await write('0003-wrong.sql', 'INSERT INTO thing VALUES (3);\n\nSELECT nonsense FROM thing;\n');
  await expect(migrate(database.url, dir)).rejects.toThrow(/^0003-wrong\.sql:3: .*nonsense/);
  expect(await things()).toEqual([1, 2]);
});

it('refuses a file that was changed after it had been applied, though not for its line ends', async () => {
  await migrate(database.url, dir);
  await write('0001-things.sql', 'CREATE TABLE thing (id int);\r\nINSERT INTO thing VALUES (1);');
  await expect(migrate(database.url, dir)).resolves.toEqual([]);
  await write('0001-things.sql', 'CREATE TABLE thing (id bigint);');
  await expect(migrate(database.url, dir)).rejects.toThrow(/^0001-things\.sql was changed/);
});
