import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './file-lock.ts';
import { findJava, type Java } from './java.ts';
import { kafkaProperties } from './kafka-config.ts';
import { copyJars, findMaven } from './maven.ts';
import { PlatformError } from './platform-error.ts';

const run = promisify(execFile);
const here = import.meta.dirname;
const sources = ['pom.xml', 'java/MongoStore.java', 'java/Pack.java', 'java/Unpack.java', 'kafka-config.ts'];

/** The stores as they lie on disk, ready to be started. */
export interface Platform {
  /** Complete, or absent: it came into being by a rename. */
  dir: string;
  java: Java;
}

export interface ResolveOptions {
  /** Defaults to `.ticketlab/platform` inside the clone. */
  cacheDir?: string;
  /** One line for the person who waits; the first one tells the size of the download. */
  onProgress?: (line: string) => void;
}

const parts = [
  { profile: 'tools', what: 'compiler', megabytes: 3 },
  { profile: 'redis', what: 'Redis 7.0', megabytes: 24 },
  { profile: 'postgres', what: 'PostgreSQL 17', megabytes: 15 },
  { profile: 'mongo', what: 'MongoDB-compatible server', megabytes: 6 },
  { profile: 'kafka', what: 'Kafka 4.3', megabytes: 44 },
] as const;

/**
 * Makes sure that all four stores are on disk and returns where. Costs a few milliseconds once they are.
 * Safe to run twice at once, and to kill in the middle: the next call starts over in a directory of its own.
 */
export async function resolvePlatform(options: ResolveOptions = {}): Promise<Platform> {
  const java = await findJava();
  const cacheDir = options.cacheDir ?? resolve(here, '../../.ticketlab/platform');
  const dir = join(cacheDir, await digest());
  if (await isDirectory(dir)) return { dir, java };
  await mkdir(cacheDir, { recursive: true });
  await withLock(join(cacheDir, 'resolving'), async () => {
    if (await isDirectory(dir)) return;
    await removeLeftovers(cacheDir);
    const progress = options.onProgress ?? (() => undefined);
    const maven = await findMaven(cacheDir, progress);
    const staging = await mkdtemp(join(cacheDir, 'new-'));
    try {
      await fill(staging, java, maven, progress);
      await rename(staging, dir);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  });
  return { dir, java };
}

export const platformPaths = {
  kafkaClasspath: (platform: Platform) => join(platform.dir, 'kafka', '*'),
  /** A formatted, empty data directory. */
  kafkaTemplate: (platform: Platform) => join(platform.dir, 'kafka-template'),
  mongoClasspath: (platform: Platform) => `${join(platform.dir, 'ticketlab.jar')}:${join(platform.dir, 'mongo', '*')}`,
  redisServer: (platform: Platform) => join(platform.dir, 'redis-server'),
  postgresHome: (platform: Platform) => join(platform.dir, 'postgres'),
};

async function fill(dir: string, java: Java, maven: string, progress: (line: string) => void): Promise<void> {
  const system = systemNames();
  const total = parts.reduce((sum, part) => sum + part.megabytes, 0);
  progress(`fetching the stores: about ${total} MB, less what the local Maven repository already has`);
  for (const part of parts) {
    const started = performance.now();
    await copyJars(maven, part.profile, join(dir, part.profile), { 'postgres.platform': system.postgres });
    progress(`${part.what} (${part.megabytes} MB) ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  await compile(dir, java);
  await unpack(dir, java, 'redis', `redis-server-7.0.9-${system.redis}`, 'redis-server');
  await chmod(join(dir, 'redis-server'), 0o755);
  await unpack(dir, java, 'postgres', 'postgres-', 'postgres.tar');
  await rm(join(dir, 'postgres'), { recursive: true });
  await mkdir(join(dir, 'postgres'), { mode: 0o755 });
  await run('tar', ['-xpf', join(dir, 'postgres.tar'), '-C', join(dir, 'postgres')]);
  await rm(join(dir, 'postgres.tar'));
  await rm(join(dir, 'redis'), { recursive: true });
  await formatKafka(dir, java);
  // mkdtemp makes it private; PostgreSQL runs as another user when we are root.
  await chmod(dir, 0o755);
  progress('stores unpacked');
}

async function compile(dir: string, java: Java): Promise<void> {
  const classpath = [...(await jars(join(dir, 'mongo'))), ...(await jars(join(dir, 'tools')))].join(':');
  const main = 'org.eclipse.jdt.internal.compiler.batch.Main';
  const args = ['-17', '-proc:none', '-nowarn', '-cp', classpath, '-d', join(dir, 'classes'), join(here, 'java')];
  await run(java.command, ['-cp', join(dir, 'tools', '*'), main, ...args]);
  await run(java.command, ['-cp', join(dir, 'classes'), 'Pack', join(dir, 'classes'), join(dir, 'ticketlab.jar')]);
  await rm(join(dir, 'classes'), { recursive: true });
}

async function unpack(dir: string, java: Java, from: string, entry: string, to: string): Promise<void> {
  const [jar] = await jars(join(dir, from));
  if (jar === undefined) throw new Error(`no jar in ${from}`);
  const classpath = `${join(dir, 'ticketlab.jar')}:${join(dir, 'tools', '*')}`;
  await run(java.command, ['-cp', classpath, 'Unpack', jar, entry, join(dir, to)]);
}

/** Formatting costs a JVM start; done once here, every new data directory is a copy of the result. */
async function formatKafka(dir: string, java: Java): Promise<void> {
  const template = join(dir, 'kafka-template');
  const config = join(dir, 'format.properties');
  await writeFile(config, kafkaProperties(template, { port: 19_092, controllerPort: 19_093 }));
  const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';
  const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', 'dGlja2V0bGFiLWxhYi0wMQ', '--config', config];
  await run(java.command, [quiet, '-cp', join(dir, 'kafka', '*'), ...format]);
  await rm(config);
}

async function jars(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.endsWith('.jar')).map((name) => join(dir, name));
}

/** Whatever changes what lies in the directory changes its name. */
async function digest(): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n`);
  for (const source of [...sources, 'resolve.ts']) hash.update(await readFile(join(here, source)));
  return hash.digest('hex').slice(0, 12);
}

/** Called under the lock, so nobody is filling what is found here. */
async function removeLeftovers(cacheDir: string): Promise<void> {
  const left = (await readdir(cacheDir)).filter((name) => name.startsWith('new-'));
  await Promise.all(left.map((name) => rm(join(cacheDir, name), { recursive: true, force: true })));
}

function systemNames(): { postgres: string; redis: string } {
  const key = `${process.platform}-${process.arch}`;
  const names: Record<string, { postgres: string; redis: string }> = {
    'linux-x64': { postgres: 'linux-amd64', redis: 'linux-amd64' },
    'linux-arm64': { postgres: 'linux-arm64v8', redis: 'linux-arm64' },
    'darwin-x64': { postgres: 'darwin-amd64', redis: 'darwin-amd64' },
    'darwin-arm64': { postgres: 'darwin-arm64v8', redis: 'darwin-arm64' },
  };
  const found = names[key];
  if (found === undefined) {
    throw new PlatformError(
      `There are no embedded stores for ${key}.`,
      'Use Linux, WSL2 or macOS, or external stores.',
    );
  }
  return found;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
