import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '@ticketlab/lab/platform/ports';
import { preparePostgres } from '@ticketlab/lab/platform/postgres';
import { resolvePlatform } from '@ticketlab/lab/platform/resolve';
import { startStore } from '@ticketlab/lab/platform/store';
import { migrate } from '@ticketlab/service-kit/postgres/migrate';

export interface TemporaryPostgres {
  readonly url: string;
  /** Of the server's first process, whose children are the sessions. */
  readonly pid: number;
  close(): Promise<void>;
}

/** A PostgreSQL of its own, as durable as the lab's, with the tables of a service. Its data goes when it closes. */
export async function startTemporaryPostgres(service: string): Promise<TemporaryPostgres> {
  const platform = await resolvePlatform({ onProgress: (line) => console.error(line) });
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-bench-'));
  const [port = 0] = await findFreePorts(1);
  const password = randomBytes(12).toString('hex');
  const command = await preparePostgres(platform, { dataDir: join(dir, 'postgres'), port, password, durable: true });
  const store = await startStore(command, join(dir, 'postgres.log'));
  await migrate(store.url, join(import.meta.dirname, `../services/${service}/migrations`));
  return {
    url: store.url,
    pid: store.pid,
    async close() {
      await store.stop();
      await rm(command.dataDir, { recursive: true, force: true });
      await rm(dir, { recursive: true, force: true });
    },
  };
}
