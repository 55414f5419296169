import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '@ticketlab/lab/platform/ports';
import { startRedis } from '@ticketlab/lab/platform/redis';
import { resolvePlatform } from '@ticketlab/lab/platform/resolve';

export interface TemporaryRedis {
  readonly url: string;
  close(): Promise<void>;
}

/** A Redis of its own, set up as the lab's. Its data goes when it closes. */
export async function startTemporaryRedis(): Promise<TemporaryRedis> {
  const platform = await resolvePlatform({ onProgress: (line) => console.error(line) });
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-bench-'));
  const [port = 0] = await findFreePorts(1);
  const store = await startRedis(platform, { dataDir: join(dir, 'redis'), port, logFile: join(dir, 'redis.log') });
  return {
    url: store.url,
    async close() {
      await store.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
