import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { createTestDatabase } from './stores.ts';

/** The shared SQL texts of service-kit. */
export type SharedTables = 'messaging' | 'idempotency';

const sqlDir = join(import.meta.dirname, '../../service-kit/sql');

/**
 * How a database's copy of the shared tables differs from their text in service-kit; empty when it does not.
 * `except` names tables that the service has no use for.
 */
export async function differencesOfSharedTables(
  databaseUrl: string,
  sets: SharedTables[],
  options: { except?: string[] } = {},
): Promise<string[]> {
  const reference = await createTestDatabase();
  try {
    const expected = await within(reference.url, async (client) => {
      for (const set of sets) await client.query(await readFile(join(sqlDir, `${set}.sql`), 'utf8'));
      return describe(client);
    });
    const actual = new Set(await within(databaseUrl, describe));
    const wanted = expected.filter((line) => !options.except?.includes(line.split(' ')[0] ?? ''));
    return wanted.filter((line) => !actual.has(line)).map((line) => `missing: ${line}`);
  } finally {
    await reference.drop();
  }
}

/** One line for each column, constraint and index, each beginning with its table's name. */
async function describe(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT concat_ws(' ', table_name, column_name, data_type, 'nullable', is_nullable, 'default', column_default,
                     is_identity, identity_generation) AS line
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL
    SELECT concat_ws(' ', tablename, indexdef) FROM pg_indexes WHERE schemaname = 'public'
    ORDER BY line`);
  return rows.map(({ line }) => line);
}

async function within<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
