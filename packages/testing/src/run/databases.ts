import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { migrate } from '@ticketlab/service-kit/postgres/migrate';
import pg from 'pg';

const services = join(import.meta.dirname, '../../../../services');

export interface Databases {
  /** A database with the service's migrations applied, or an empty one. */
  create: (service: string | null) => Promise<{ name: string; url: string }>;
  drop: (name: string) => Promise<void>;
  close: () => Promise<void>;
}

/** Migrations run once per service and run, into a template; copying that takes about 30 ms. */
export function createDatabases(serverUrl: string): Databases {
  const templates = new Map<string, Promise<string>>();
  let pool: pg.Pool | undefined;
  const server = () => (pool ??= new pg.Pool({ connectionString: serverUrl, max: 2 }));
  const urlOf = (name: string) => serverUrl.replace(/\/postgres$/, `/${name}`);

  const makeTemplate = async (service: string): Promise<string> => {
    const dir = join(services, `${service}-service`, 'migrations');
    await stat(dir).catch(() => {
      throw new Error(`There is no services/${service}-service/migrations.`);
    });
    const name = `template_${service}`;
    await server().query(`DROP DATABASE IF EXISTS ${name}`);
    await server().query(`CREATE DATABASE ${name}`);
    await migrate(urlOf(name), dir);
    return name;
  };
  const template = (service: string): Promise<string> => {
    const made = templates.get(service) ?? makeTemplate(service);
    templates.set(service, made);
    return made;
  };

  const hasSessions = async (name: string): Promise<boolean> => {
    const { rowCount } = await server().query('SELECT 1 FROM pg_stat_activity WHERE datname = $1 LIMIT 1', [name]);
    return rowCount !== 0;
  };

  return {
    async create(service) {
      const source = service === null ? 'template1' : await template(service);
      const name = `${service ?? 'empty'}_${randomBytes(4).toString('hex')}`;
      await copy(server(), source, name);
      return { name, url: urlOf(name) };
    },
    async drop(name) {
      // a pool that has just ended may still be saying goodbye: to cut it off would be an error that nobody awaits
      for (let tries = 0; tries < 40 && (await hasSessions(name)); tries += 1) await wait(10);
      await server().query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
    async close() {
      await pool?.end();
    },
  };
}

/** The session that has just migrated the template may not have left it entirely yet. */
async function copy(server: pg.Pool, source: string, name: string): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    try {
      await server.query(`CREATE DATABASE ${name} TEMPLATE ${source}`);
      return;
    } catch (error) {
      const busy = error instanceof pg.DatabaseError && error.code === '55006';
      if (!busy || performance.now() > deadline) throw error;
    }
  }
}
