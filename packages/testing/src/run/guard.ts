import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Ends the run's processes when the run ends, even by `kill -9`. */
export interface Guard {
  watch: (pid: number) => Promise<void>;
  unwatch: (pid: number) => Promise<void>;
  /** Kills all that are watched and removes the run's directory. */
  end: () => Promise<void>;
}

/**
 * A shell in a session of its own that waits for its standard input to close: it does when we say so, and the kernel
 * does it when we die.
 */
const script = `
cat > /dev/null
for file in "$1"/pids/*; do
  [ -e "$file" ] && kill -9 "\${file##*/}" 2> /dev/null
done
rm -rf "$1" 2> /dev/null || { sleep 1; rm -rf "$1"; }
`;

export async function startGuard(dir: string): Promise<Guard> {
  const pids = join(dir, 'pids');
  await mkdir(pids);
  const shell = spawn('/bin/sh', ['-c', script, 'ticketlab-test-guard', dir], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(shell, 'spawn');
  shell.unref();
  return {
    watch: (pid) => writeFile(join(pids, String(pid)), ''),
    unwatch: (pid) => rm(join(pids, String(pid)), { force: true }),
    async end() {
      const ended = once(shell, 'exit');
      shell.ref();
      shell.stdin.end();
      await ended;
    },
  };
}
