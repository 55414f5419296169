import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, lstat, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from './java.ts';
import { PlatformError } from './platform-error.ts';

const run = promisify(execFile);

/** Whom PostgreSQL runs as; null: as whoever runs us. */
export type PostgresUser = { uid: number; gid: number } | null;

export async function findPostgresUser(): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return null;
  if ((await findOnPath('setpriv')) === undefined) {
    throw new PlatformError(
      'PostgreSQL refuses to run as root.',
      'Run this as a normal user, or install util-linux, which has setpriv.',
    );
  }
  const [uid, gid] = await Promise.all([run('id', ['-u', 'nobody']), run('id', ['-g', 'nobody'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Where programs and data lie so that `user` can reach them. */
export async function placeForPostgres(
  user: PostgresUser,
  home: string,
  dataDir: string,
): Promise<{ home: string; dataDir: string }> {
  if (user === null) return { home, dataDir };
  const reachable = { home: await isReachable(home), dataDir: await isReachable(dirname(dataDir)) };
  return {
    home: reachable.home ? home : await copyHome(home),
    dataDir: reachable.dataDir ? dataDir : join(await refuge(dirname(dataDir)), basename(dataDir)),
  };
}

/** Can everybody pass through this directory and all above it? One that does not exist yet will be as its parent. */
async function isReachable(dir: string): Promise<boolean> {
  for (let path = resolve(dir); ; path = dirname(path)) {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && (found.mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** A directory of our own where everybody can pass, one for each original. */
async function refuge(original: string): Promise<string> {
  const hash = createHash('sha256').update(resolve(original)).digest('hex').slice(0, 12);
  const dir = join('/var/tmp', `ticketlab-${hash}`);
  await mkdir(dir, { mode: 0o711, recursive: true });
  const found = await lstat(dir);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new PlatformError(`${dir} belongs to somebody else.`, 'Remove it, or move the clone to another place.');
  }
  return dir;
}

async function copyHome(home: string): Promise<string> {
  const place = await refuge(home);
  const copy = join(place, 'postgres');
  const complete = await stat(copy).catch(() => undefined);
  if (complete !== undefined) return copy;
  const staging = `${copy}.${process.pid}`;
  await cp(home, staging, { recursive: true, verbatimSymlinks: true });
  await rename(staging, copy).catch(async (error: unknown) => {
    await rm(staging, { recursive: true });
    // Another process may have been faster.
    await stat(copy).catch(() => {
      throw error;
    });
  });
  return copy;
}
