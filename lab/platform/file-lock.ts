import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, processToken } from '../supervisor/process-identity.ts';

const pollMs = 100;

/** Runs `work` while holding a lock file; waits for a living holder, takes over from a dead one. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await acquire(path))) await delay(pollMs);
  await removeClaimsOfTheDead(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function removeClaimsOfTheDead(path: string): Promise<void> {
  const claims = (await readdir(dirname(path))).filter((name) => name.startsWith(`${basename(path)}.`));
  const dead = claims.filter((name) => processToken(Number(extname(name).slice(1))) === undefined);
  await Promise.all(dead.map((name) => rm(join(dirname(path), name), { force: true })));
}

/** Linked rather than created and then written: a kill in between would leave a lock without a holder. */
async function acquire(path: string): Promise<boolean> {
  const claim = `${path}.${process.pid}`;
  await writeFile(claim, `${process.pid} ${processToken(process.pid) ?? ''}`);
  try {
    await link(claim, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(claim);
  }
  const holder = await readFile(path, 'utf8').catch(() => undefined);
  const [pid, token] = holder?.split(/ (.*)/) ?? [];
  if (pid !== undefined && token !== undefined && !isRunning(Number(pid), token)) await rm(path, { force: true });
  return false;
}
