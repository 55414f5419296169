import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GeneratorHealth } from './summary.ts';

type OwnHealth = Pick<GeneratorHealth, 'cpuPercent' | 'runQueueMsPerSecond'> & { eventLoopLagP99Ms: number };

const sampleEveryMs = 10;

/** Watches the generator itself from now on: whether it had the CPU that honest measuring takes. */
export function watchGenerator(): { stop(): OwnHealth } {
  const loop = monitorEventLoopDelay({ resolution: sampleEveryMs });
  loop.enable();
  const since = performance.now();
  const cpuBefore = process.cpuUsage();
  const before = readSchedule();
  return {
    stop() {
      loop.disable();
      const seconds = (performance.now() - since) / 1000;
      const { user, system } = process.cpuUsage(cpuBefore);
      const after = readSchedule();
      // some kernels have the file and count nothing
      const counts = before !== null && after !== null && after.runMs > before.runMs;
      return {
        cpuPercent: ((user + system) / 1e6 / seconds) * 100,
        // the histogram holds whole intervals
        eventLoopLagP99Ms: Math.max(0, loop.percentile(99) / 1e6 - sampleEveryMs),
        runQueueMsPerSecond: counts ? (after.waitMs - before.waitMs) / seconds : null,
      };
    },
  };
}

/** Of this process's main thread: time on a CPU and time waiting for one. Null where there is no such file. */
function readSchedule(): { runMs: number; waitMs: number } | null {
  try {
    const [run = 0, wait = 0] = readFileSync(`/proc/${process.pid}/schedstat`, 'utf8').split(' ').map(Number);
    return { runMs: run / 1e6, waitMs: wait / 1e6 };
  } catch {
    return null;
  }
}
