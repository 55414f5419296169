import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createTopics } from '@ticketlab/service-kit/messaging/topics';
import { migrate, MigrationError } from '@ticketlab/service-kit/postgres/migrate';
import pg from 'pg';
import { CliError } from '../../cli/errors.ts';
import { withDatabase } from './external-stores.ts';
import { root } from './home.ts';
import { settleAll } from './settle-all.ts';
import { workloadNames, workloads, type LocalWorkload } from './workloads.ts';

/** Creates each service's database where it is missing and applies its migrations; resolves to how many were applied. */
export async function migrateAll(postgresUrl: string): Promise<number> {
  const owners = workloadNames
    .map((name): LocalWorkload => workloads[name])
    .flatMap(({ folder, database }) => (database?.store === 'postgres' ? [{ folder, name: database.name }] : []))
    .filter(({ folder }) => existsSync(join(root, folder, 'migrations')));
  await createDatabases(
    postgresUrl,
    owners.map(({ name }) => name),
  );
  const applied = await settleAll(
    owners.map(({ folder, name }) => migrateOne(withDatabase(postgresUrl, name), join(folder, 'migrations'))),
  );
  return applied.flat().length;
}

async function migrateOne(url: string, dir: string): Promise<string[]> {
  try {
    return await migrate(url, join(root, dir));
  } catch (error) {
    if (error instanceof MigrationError) throw new CliError(`${dir}/${error.message}.`);
    throw error;
  }
}

async function createDatabases(url: string, names: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const existing = new Set(rows.map(({ datname }) => datname));
    for (const name of names) {
      if (!existing.has(name)) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    }
  } finally {
    await client.end();
  }
}

/** Creates the topics that are missing and gives the others their retention; resolves to the number created. */
export async function createAllTopics(
  brokers: string,
  settings: { partitions: number; retentionHours: number; deadLetterRetentionHours: number },
): Promise<number> {
  const created = await createTopics(brokers.split(','), settings);
  return created.length;
}
