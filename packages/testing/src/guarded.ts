import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunAddress } from './run-address.ts';

/**
 * The command line that runs `command` as a process which ends with this test run at the latest. It enters itself in
 * the run's list before it becomes that command, so there is no moment in which it runs and is not listed; when the run
 * has ended meanwhile, it does not start.
 */
export function guarded(command: string, args: readonly string[]): { command: string; args: string[] } {
  const script = ': > "$0/$$" && exec "$@"';
  return { command: '/bin/sh', args: ['-c', script, readRunAddress().pidsDir, command, ...args] };
}

/** Takes an ended process off the list, since its pid may be given to another. */
export async function forget(pid: number): Promise<void> {
  await rm(join(readRunAddress().pidsDir, String(pid)), { force: true });
}
