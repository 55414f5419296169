import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../http/problem.ts';
import { order, startWorker } from './burn-pool.ts';

/** Holds memory off the main heap. */
export interface MemoryHold {
  /**
   * Touches `mb` mebibytes, keeps them for `holdMs` or until the signal aborts, and gives them back. Sizes in bytes.
   * @throws {ProblemError} `overloaded` when this instance would hold more than 1024 MiB at once
   */
  hold(
    mb: number,
    holdMs: number,
    signal: AbortSignal,
  ): Promise<{ heldMs: number; rssBeforeBytes: number; rssPeakBytes: number }>;
  close(): Promise<void>;
}

const maxHeldMb = 1024;

export function createMemoryHold(): MemoryHold {
  const workers = new Set<ReturnType<typeof startWorker>['worker']>();
  let heldMb = 0;

  return {
    async hold(mb, holdMs, signal) {
      if (heldMb + mb > maxHeldMb) {
        throw new ProblemError('overloaded', `${heldMb} MiB are held already, ${maxHeldMb} MiB is the most.`, {
          retryAfter: 1,
        });
      }
      heldMb += mb;
      const rssBeforeBytes = process.memoryUsage.rss();
      // a thread for each: its end gives the memory back at once, without waiting for a garbage collection
      const { worker } = startWorker();
      workers.add(worker);
      try {
        await order(worker, { kind: 'memory', mb });
        const heldSince = performance.now();
        const rssPeakBytes = process.memoryUsage.rss();
        await sleep(holdMs, undefined, { signal }).catch(() => undefined);
        return { heldMs: performance.now() - heldSince, rssBeforeBytes, rssPeakBytes };
      } finally {
        heldMb -= mb;
        workers.delete(worker);
        await worker.terminate();
      }
    },
    async close() {
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
}
