import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/**
 * A token for the process that has this pid now: pids are reused, the pair of pid and token is not.
 * Undefined when there is no such process or it is a zombie.
 */
export function processToken(pid: number): string | undefined {
  return hasProc ? tokenFromProc(pid) : tokenFromPs(pid);
}

/** Is the process that was once seen with this token still running? */
export function isRunning(pid: number, token: string): boolean {
  return processToken(pid) === token;
}

/** Sends a signal unless the process is gone, or the pid belongs to another by now. */
export function signalProcess(pid: number, token: string, signal: NodeJS.Signals): void {
  if (!isRunning(pid, token)) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The fields of /proc/<pid>/stat after the command name, which may itself contain spaces and brackets. */
export function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

const bootId = hasProc ? readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim() : '';

function tokenFromProc(pid: number): string | undefined {
  const fields = statFields(pid);
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${bootId}/${fields[19] ?? ''}`;
}

function tokenFromPs(pid: number): string | undefined {
  try {
    const [state, ...started] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return state === undefined || state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}
