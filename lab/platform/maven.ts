import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from './java.ts';
import { PlatformError } from './platform-error.ts';

const run = promisify(execFile);
const pom = join(import.meta.dirname, 'pom.xml');

/** Used where the system has no Maven. */
const ownMaven = {
  version: '3.9.11',
  sha256: '4b7195b6a4f5c81af4c0212677a32ee8143643401bc6e1e8412e6b06ea82beac',
  megabytes: 9,
};

/** The system's `mvn`; where there is none, one of our own, fetched into `cacheDir` once. */
export async function findMaven(cacheDir: string, progress: (line: string) => void): Promise<string> {
  const system = await findOnPath('mvn');
  if (system !== undefined) return system;
  const home = join(cacheDir, `maven-${ownMaven.version}`);
  const command = join(home, 'bin/mvn');
  const there = await stat(command).catch(() => undefined);
  if (there !== undefined) return command;
  progress(`Maven is not installed: fetching one for this clone (${ownMaven.megabytes} MB)`);
  await fetchMaven(home, cacheDir);
  return command;
}

async function fetchMaven(home: string, cacheDir: string): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const staging = await mkdtemp(join(cacheDir, 'new-'));
  try {
    const { default: download } = await import('mvn-artifact-download');
    const artifact = `org.apache.maven:apache-maven:tar.gz:bin:${ownMaven.version}`;
    const archive = await download.default(artifact, staging);
    const sha256 = createHash('sha256')
      .update(await readFile(archive))
      .digest('hex');
    if (sha256 !== ownMaven.sha256) throw new Error(`its checksum is ${sha256}`);
    await run('tar', ['-xzf', archive, '-C', staging]);
    await rename(join(staging, `apache-maven-${ownMaven.version}`), home);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlatformError(`Maven is not installed and could not be fetched: ${reason}.`, mavenRemedy, {
      cause: error,
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Copies the jars of one profile of pom.xml into `outputDir`, out of the local Maven repository where they are there. */
export async function copyJars(
  maven: string,
  profile: string,
  outputDir: string,
  properties: Record<string, string>,
): Promise<void> {
  const args = [
    '--batch-mode',
    '--no-transfer-progress',
    '--quiet',
    `--file=${pom}`,
    `--activate-profiles=${profile}`,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${outputDir}`,
    ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
  ];
  try {
    await run(maven, args, { maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const output = (error as { stdout?: string }).stdout ?? '';
    const reason = output.split('\n').find((line) => line.startsWith('[ERROR]')) ?? String(error);
    throw new PlatformError(
      `Maven could not fetch the ${profile} jars: ${reason}`,
      'Check the network and run the same command again; what has arrived is kept.',
      { cause: error },
    );
  }
}

const mavenRemedy =
  process.platform === 'darwin'
    ? 'Install it with `brew install maven`.'
    : 'Install it with `apt-get install maven` or `dnf install maven`.';
