import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { explain, readingIndexes, type Statement } from '@ticketlab/testing/explain';
import { differencesOfSharedTables } from '@ticketlab/testing/shared-tables';
import { createTestDatabase, type TestDatabase } from '@ticketlab/testing/stores';
import pg from 'pg';
import { addLink, dropOldMails, removeExpiredLinks, takeDueMails } from '../../src/adapters/pg-reset-store.ts';
import { endingsOfAll, endingsOfUser } from '../../src/adapters/pg-session-endings.ts';
import { recipientsQuery, userPageQuery } from '../../src/adapters/pg-user-lists.ts';
import { dropLinksOfUser, dropMailsTo, otherAdmin } from '../../src/adapters/pg-user-store.ts';

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
    INSERT INTO reset_mails (id, email, due_at) SELECT gen_random_uuid(), 'person-' || n || '@example.org', now() + interval '1 hour'
    FROM generate_series(1, 3000) AS n`);
  await db.query(`
    INSERT INTO reset_links (token_hash, user_id, mail_id, expires_at)
    SELECT decode(md5(id::text), 'hex'), id, gen_random_uuid(), now() + interval '1 hour' FROM users`);
  await db.query(`
    INSERT INTO session_endings (user_id, requested_at) SELECT id, now() FROM users`);
  await db.query('VACUUM ANALYZE users');
  await db.query('ANALYZE reset_mails, reset_links, session_endings');
});

afterAll(async () => {
  await db.end();
  await database.drop();
});

const id = '01890000-0000-7000-8000-000000001388';
const used = new Set<string>();

describe('every list is read through an index', () => {
  const lists: [string, Statement, string][] = [
    ['all accounts', userPageQuery({}, null, 21), 'users_listed'],
    ['a further page', userPageQuery({}, id, 21), 'users_listed'],
    ['accounts by role', userPageQuery({ role: 'ADMIN' }, null, 21), 'users_by_role'],
    ['a further page of them', userPageQuery({ role: 'ADMIN' }, id, 21), 'users_by_role'],
    ['locked accounts', userPageQuery({ locked: true }, null, 21), 'users_locked'],
    ['open accounts', userPageQuery({ locked: false }, null, 21), 'users_listed'],
    ['part of an address', userPageQuery({ q: 'person-4321' }, null, 21), 'users_searched'],
    ['part of a name and a role', userPageQuery({ q: 'Person 4321', role: 'USER' }, id, 21), 'users_searched'],
    ['recipients', recipientsQuery(null, id, 501), 'users_listed'],
    ['recipients by role', recipientsQuery('ADMIN', null, 501), 'users_by_role'],
    ['another administrator', { text: otherAdmin, values: [id] }, 'users_by_role'],
    ['mails that are due', { text: takeDueMails, values: [10] }, 'reset_mails_due'],
    ['mails that are too old', { text: dropOldMails, values: [] }, 'reset_mails_due'],
    ['mails to an address', { text: dropMailsTo, values: ['person-7@example.org'] }, 'reset_mails_of_address'],
    ['links of an account', { text: dropLinksOfUser, values: [id] }, 'reset_links_of_user'],
    ['its mails, for the limit', { text: addLink, values: [Buffer.of(1), id, id, 60, 3] }, 'reset_links_of_user'],
    ['links that have expired', { text: removeExpiredLinks, values: [] }, 'reset_links_expired'],
    ['sessions to end', { text: endingsOfAll, values: [] }, 'session_endings_pkey'],
    ['those of one account', { text: endingsOfUser, values: [id] }, 'session_endings_of_user'],
  ];

  it.each(lists)('%s', async (_what, statement, index) => {
    const plan = await explain(db, statement);
    expect(plan).toMatchObject({ tablesRead: [], indexes: expect.arrayContaining([index]) });
    for (const name of plan.indexes) used.add(name);
  });

  it('and no index is there without need', async () => {
    const shared = ['outbox_pending', 'outbox_retention'];
    expect((await readingIndexes(db)).filter((index) => !used.has(index))).toEqual(shared);
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
