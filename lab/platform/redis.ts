import { mkdir } from 'node:fs/promises';
import { platformPaths, type Platform } from './resolve.ts';
import { startStore, type Store, type StoreCommand } from './store.ts';

export interface RedisOptions {
  dataDir: string;
  port: number;
  logFile: string;
}

/** Every write is in the append-only file before it is acknowledged, so killing the process loses none. */
export async function prepareRedis(platform: Platform, options: Omit<RedisOptions, 'logFile'>): Promise<StoreCommand> {
  const { dataDir, port } = options;
  await mkdir(dataDir, { recursive: true });
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: dataDir,
    databases: '16',
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
  };
  return {
    name: 'redis',
    port,
    url: `redis://127.0.0.1:${port}`,
    dataDir,
    command: platformPaths.redisServer(platform),
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: {},
    cwd: dataDir,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5_000,
  };
}

export async function startRedis(platform: Platform, options: RedisOptions): Promise<Store> {
  return startStore(await prepareRedis(platform, options), options.logFile);
}
