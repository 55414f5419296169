import { spawn } from 'node:child_process';

/** Its input ends when we do, however that comes about; then it ends the other and removes what was meant for it alone. */
const watch = 'cat >/dev/null; kill -KILL "$1"; rm -rf "$2"';

/**
 * Sees to it that a process in a group of its own does not outlive this one, not even when this one is killed: a shell waits
 * for our end and then kills it and removes `dir`. `release` once it has ended by itself.
 */
export function bindToUs(pid: number | undefined, dir: string): { release(): void } {
  if (pid === undefined) return { release: () => undefined };
  // in a group of its own, so that it is not ended with us by Ctrl-C
  const watcher = spawn('sh', ['-c', watch, 'sh', String(pid), dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // without a shell there is no such bond, and k6 ends when its phases are over
  watcher.on('error', () => undefined);
  watcher.unref();
  return { release: () => void watcher.kill('SIGKILL') };
}
