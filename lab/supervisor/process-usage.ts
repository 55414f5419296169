import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { statFields } from './process-identity.ts';
import type { Usage } from './state.ts';

/** Follows one process. `sample` returns undefined once the process is gone. */
export interface UsageMeter {
  sample(): Usage | undefined;
}

const tickMicros = 10_000;
/** Over less than this, use jumps. */
const leastWindowMs = 400;
const hasProc = existsSync('/proc/self/schedstat');

/** How old a reading may be when it is asked for; without /proc each is a program to run. */
export const freshMs = hasProc ? 50 : 500;

/**
 * Meters CPU in microseconds and memory as anonymous plus shared pages (file pages are the page cache's, not the
 * process's own). Without /proc it asks `ps`, which knows resident memory and coarse CPU time only.
 */
export function createUsageMeter(pid: number, now: () => number = Date.now): UsageMeter {
  const readCpu = hasProc ? createThreadClock(pid) : undefined;
  /** The newest that is old enough to be compared with, and those after it. */
  let earlier: { at: number; cpuMicros: number }[] = [];
  return {
    sample() {
      const at = now();
      const reading = readCpu === undefined ? readPs(pid) : readProc(pid, readCpu);
      if (reading === undefined) return undefined;
      const enough = earlier.findLastIndex((sample) => at - sample.at >= leastWindowMs);
      earlier = [...earlier.slice(Math.max(0, enough)), { at, cpuMicros: reading.cpuMicros }];
      const [base] = earlier;
      const elapsed = base === undefined ? 0 : at - base.at;
      const cpuMillicores =
        base === undefined || elapsed <= 0 ? null : Math.max(0, (reading.cpuMicros - base.cpuMicros) / elapsed);
      return { ...reading, cpuMillicores, sampledAt: new Date(at).toISOString() };
    },
  };
}

/**
 * The scheduler counts nanoseconds per thread and forgets a thread when it ends; /proc/<pid>/stat keeps ended threads
 * but shows whole ticks, rounded down. Together: the sum over threads, those that ended by their last reading, and
 * never less than what the ticks prove.
 */
function createThreadClock(pid: number): () => number | undefined {
  let threads = new Map<string, number>();
  let ended = 0;
  return () => {
    const alive = new Map<string, number>();
    try {
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        const nanos = readThread(pid, thread);
        if (nanos !== undefined) alive.set(thread, nanos);
      }
    } catch {
      return undefined;
    }
    for (const [thread, nanos] of threads) if (!alive.has(thread)) ended += nanos;
    threads = alive;
    const fields = statFields(pid);
    if (fields === undefined) return undefined;
    const provenMicros = (Number(fields[11]) + Number(fields[12])) * tickMicros;
    let total = ended;
    for (const nanos of alive.values()) total += nanos;
    const micros = Math.round(total / 1000);
    if (micros < provenMicros) ended += (provenMicros - micros) * 1000;
    return Math.max(micros, provenMicros);
  };
}

function readThread(pid: number, thread: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ', 1)[0]);
  } catch {
    return undefined;
  }
}

function readProc(pid: number, readCpu: () => number | undefined) {
  const cpuMicros = readCpu();
  if (cpuMicros === undefined) return undefined;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const kibibytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { cpuMicros, memoryBytes: (kibibytes('RssAnon') + kibibytes('RssShmem')) * 1024 };
  } catch {
    return undefined;
  }
}

function readPs(pid: number) {
  try {
    const [rss, time] = execFileSync('ps', ['-o', 'rss=,time=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return { cpuMicros: Math.round(parseCpuTime(time ?? '0') * 1e6), memoryBytes: Number(rss) * 1024 };
  } catch {
    return undefined;
  }
}

/** `[[dd-]hh:]mm:ss[.cc]` -> seconds. */
function parseCpuTime(text: string): number {
  const [clock = '0', days = '0'] = text.split('-').reverse();
  return Number(days) * 86_400 + clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
