import { cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { archiveFlags } from './class-archive.ts';
import { kafkaProperties } from './kafka-config.ts';
import { platformPaths, type Platform } from './resolve.ts';
import { startStore, type Store, type StoreCommand } from './store.ts';

export interface KafkaOptions {
  dataDir: string;
  port: number;
  /** The KRaft controller's own listener; the broker's port + 1 unless told. */
  controllerPort?: number;
  logFile: string;
}

export async function prepareKafka(platform: Platform, options: Omit<KafkaOptions, 'logFile'>): Promise<StoreCommand> {
  const { dataDir, port, controllerPort = port + 1 } = options;
  const logDir = join(dataDir, 'log');
  await mkdir(dataDir, { recursive: true });
  await copyTemplate(platformPaths.kafkaTemplate(platform), logDir);
  const config = join(dataDir, 'server.properties');
  await writeFile(config, kafkaProperties(logDir, { port, controllerPort }));
  return {
    name: 'kafka',
    port,
    url: `127.0.0.1:${port}`,
    dataDir,
    command: platform.java.command,
    args: [
      ...archiveFlags(platform, 'kafka'),
      '-Xmx128m',
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-XX:+ExitOnOutOfMemoryError',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
      '-cp',
      platformPaths.kafkaClasspath(platform),
      'kafka.Kafka',
      config,
    ],
    env: {},
    cwd: dataDir,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 20_000,
  };
}

export async function startKafka(platform: Platform, options: KafkaOptions): Promise<Store> {
  return startStore(await prepareKafka(platform, options), options.logFile);
}

/** Copied beside and renamed, so that a kill in between leaves no half-formatted directory. */
async function copyTemplate(template: string, logDir: string): Promise<void> {
  const formatted = await stat(join(logDir, 'meta.properties')).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  const staging = join(dirname(logDir), 'log.new');
  await rm(staging, { recursive: true, force: true });
  await cp(template, staging, { recursive: true });
  await rename(staging, logDir);
}
