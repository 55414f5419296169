import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { PlatformError } from './platform-error.ts';

const run = promisify(execFile);
const oldestJava = 17;

export interface Java {
  command: string;
  version: number;
  /** Changes with the installation and its build: a class archive fits only the JVM that made it. */
  fingerprint: string;
}

/** JAVA_HOME's java, else the one on PATH. Throws PlatformError when there is none or it is older than 17. */
export async function findJava(): Promise<Java> {
  const home = process.env['JAVA_HOME'];
  const command = home !== undefined && home !== '' ? join(home, 'bin', 'java') : await findOnPath('java');
  if (command === undefined)
    throw new PlatformError(`Java ${oldestJava} or newer is needed and was not found.`, javaRemedy);
  const banner = await run(command, ['-version']).then(
    ({ stdout, stderr }) => stderr + stdout,
    () => undefined,
  );
  const version = banner === undefined ? undefined : parseJavaVersion(banner);
  if (banner === undefined || version === undefined) {
    throw new PlatformError(`${command} does not answer to -version.`, javaRemedy);
  }
  if (version < oldestJava) {
    throw new PlatformError(`Java ${oldestJava} or newer is needed; ${command} is Java ${version}.`, javaRemedy);
  }
  const fingerprint = createHash('sha256')
    .update(`${await realpath(command)}\n${banner}`)
    .digest('hex')
    .slice(0, 12);
  return { command, version, fingerprint };
}

const javaRemedy =
  process.platform === 'darwin'
    ? 'Install it with `brew install openjdk`.'
    : 'Install it with `apt-get install openjdk-17-jre-headless` or `dnf install java-17-openjdk-headless`.';

/** `openjdk version "17.0.15"` -> 17; `java version "1.8.0_392"` -> 8. */
export function parseJavaVersion(banner: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(banner);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

export async function findOnPath(name: string): Promise<string | undefined> {
  for (const dir of (process.env['PATH'] ?? '').split(delimiter)) {
    if (dir === '') continue;
    const candidate = join(dir, name);
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return undefined;
}
