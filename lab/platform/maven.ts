import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from './java.ts';
import { PlatformError } from './platform-error.ts';

const run = promisify(execFile);
const pom = join(import.meta.dirname, 'pom.xml');

/** Copies the jars of one profile of pom.xml into `outputDir`, out of the local Maven repository where they are there. */
export async function copyJars(profile: string, outputDir: string, properties: Record<string, string>): Promise<void> {
  const maven = await findOnPath('mvn');
  if (maven === undefined) {
    throw new PlatformError('Maven is needed once, to fetch the stores, and was not found.', mavenRemedy);
  }
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
