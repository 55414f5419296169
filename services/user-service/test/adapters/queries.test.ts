import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { differencesOfSharedTables } from '@ticketlab/testing/shared-tables';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import pg from 'pg';
import { recipientsQuery, userPageQuery } from '../../src/adapters/pg-user-lists.ts';

let database: TestDatabase;
let db: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('user');
  db = new pg.Client({ connectionString: database.url });
  await db.connect();
  await db.query(`
    INSERT INTO users (id, email, display_name, password_hash, role, locked, created_at, updated_at)
    SELECT ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person-' || n || '@example.org',
           'Person ' || n, 'hash', CASE WHEN n % 500 = 0 THEN 'ADMIN' ELSE 'USER' END, n % 400 = 0, now(), now()
    FROM generate_series(1, 10000) AS n`);
  await db.query(`
    INSERT INTO reset_mails (id, email, due_at) SELECT gen_random_uuid(), 'x', now() + interval '1 hour'
    FROM generate_series(1, 3000)`);
  await db.query('VACUUM ANALYZE users');
  await db.query('ANALYZE reset_mails');
});

afterAll(async () => {
  await db.end();
  await database.drop();
});

async function planOf({ text, values }: { text: string; values: unknown[] }): Promise<string> {
  const { rows } = await db.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const id = '01890000-0000-7000-8000-000000001388';

describe('every list is read through an index', () => {
  it.each([
    ['all accounts', userPageQuery({}, null, 21), /users_listed|users_pkey/],
    ['a further page', userPageQuery({}, id, 21), /users_listed|users_pkey/],
    ['accounts by role', userPageQuery({ role: 'ADMIN' }, null, 21), /users_by_role/],
    ['a further page of them', userPageQuery({ role: 'ADMIN' }, id, 21), /users_by_role/],
    ['locked accounts', userPageQuery({ locked: true }, null, 21), /users_locked/],
    ['open accounts', userPageQuery({ locked: false }, null, 21), /users_listed|users_pkey/],
    ['part of an address', userPageQuery({ q: 'person-4321' }, null, 21), /users_searched/],
    ['part of a name and a role', userPageQuery({ q: 'Person 99', role: 'USER' }, id, 21), /users_/],
    ['recipients', recipientsQuery(null, id, 501), /users_listed|users_pkey/],
    ['recipients by role', recipientsQuery('ADMIN', null, 501), /users_by_role/],
    [
      'mails that are due',
      { text: 'SELECT id FROM reset_mails WHERE due_at <= now() ORDER BY due_at LIMIT 10', values: [] },
      /reset_mails_due/,
    ],
  ])('%s', async (_what, query, index) => {
    const plan = await planOf(query);
    expect(plan).toMatch(index);
    expect(plan).not.toContain('Seq Scan');
  });

  it('and finds what it should', async () => {
    const { text, values } = userPageQuery({ q: 'PERSON-432' }, null, 50);
    const { rows } = await db.query<{ email: string }>(text, values);
    expect(rows.map(({ email }) => email)).toEqual([
      ...Array.from({ length: 10 }, (_, n) => `person-${4329 - n}@example.org`),
      'person-432@example.org',
    ]);
  });
});

describe('the outbox', () => {
  it('is the one that service-kit expects', async () => {
    expect(await differencesOfSharedTables(database.url, ['messaging'], { except: ['inbox'] })).toEqual([]);
  });
});
