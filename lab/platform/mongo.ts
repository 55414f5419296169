import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveFlags } from './class-archive.ts';
import { platformPaths, type Platform } from './resolve.ts';
import { startStore, type Store, type StoreCommand } from './store.ts';

export interface MongoOptions {
  dataDir: string;
  port: number;
  logFile: string;
}

export async function prepareMongo(platform: Platform, options: Omit<MongoOptions, 'logFile'>): Promise<StoreCommand> {
  const { dataDir, port } = options;
  await mkdir(dataDir, { recursive: true });
  return {
    name: 'mongo',
    port,
    url: `mongodb://127.0.0.1:${port}`,
    dataDir,
    command: platform.java.command,
    args: [
      ...archiveFlags(platform, 'mongo'),
      '-Xmx96m',
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-XX:+ExitOnOutOfMemoryError',
      '-cp',
      platformPaths.mongoClasspath(platform),
      'MongoStore',
      '127.0.0.1',
      String(port),
      join(dataDir, 'data.mv'),
    ],
    env: {},
    cwd: dataDir,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
  };
}

export async function startMongo(platform: Platform, options: MongoOptions): Promise<Store> {
  return startStore(await prepareMongo(platform, options), options.logFile);
}
