import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Ends the run's processes when the run ends, even by `kill -9`. */
export interface Guard {
  pidsDir: string;
  /** Kills all that are listed and removes the run's directory. */
  end: () => Promise<void>;
}

/**
 * A shell in a session of its own that waits for its standard input to close: it does when we say so, and the kernel
 * does it when we die. The list is moved away first, so that nothing can enter itself any more.
 */
const script = `
cat > /dev/null
mv "$1/pids" "$1/ended"
for file in "$1"/ended/*; do
  [ -e "$file" ] && kill -9 "\${file##*/}" 2> /dev/null
done
for attempt in 1 2 3 4 5; do
  rm -rf "$1" 2> /dev/null && break
  sleep 1
done
`;

export async function startGuard(dir: string): Promise<Guard> {
  const pidsDir = join(dir, 'pids');
  await mkdir(pidsDir);
  const shell = spawn('/bin/sh', ['-c', script, 'ticketlab-test-guard', dir], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(shell, 'spawn');
  shell.unref();
  return {
    pidsDir,
    async end() {
      const ended = once(shell, 'exit');
      shell.ref();
      shell.stdin.end();
      await ended;
    },
  };
}
