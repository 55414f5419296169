import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, processToken } from '../supervisor/process-identity.ts';

const pollMs = 100;

/** Runs `work` while holding a lock file; waits for a living holder, takes over from a dead one. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await acquire(path))) await delay(pollMs);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
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
