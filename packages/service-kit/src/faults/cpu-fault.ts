import { order, startWorker } from '../challenge/burn-pool.ts';
import type { ActiveFault } from './active-fault.ts';

const tickMs = 20;
const millicoresPerThread = 1_000;
const longestBurnMs = 100;

/** LAB: burns CPU in threads of its own, in bites of a few milliseconds that spread evenly. */
export function burnCpu(active: ActiveFault): void {
  const millicores = active.number('millicores');
  const threads = Math.ceil(millicores / millicoresPerThread);
  for (let thread = 0; thread < threads; thread++) void burnSteadily(active, millicores / threads);
}

async function burnSteadily({ signal }: ActiveFault, millicores: number): Promise<void> {
  const { worker, cancel } = startWorker();
  signal.addEventListener('abort', () => {
    Atomics.store(cancel, 0, 1);
    void worker.terminate();
  });
  const startedAt = performance.now();
  let spentMs = 0;
  try {
    while (!signal.aborted) {
      // what a busy machine kept from it is made up for, but not in one go
      const dueMs = ((performance.now() - startedAt) * millicores) / 1_000 - spentMs;
      if (dueMs >= 1) {
        const done = await order(worker, { kind: 'cpu', cpuMs: Math.min(dueMs, longestBurnMs) });
        spentMs += done.kind === 'cpu' ? done.spentCpuMs : 0;
      }
      await new Promise((resolve) => setTimeout(resolve, tickMs).unref());
    }
  } catch {
    // the thread was ended in the middle of a burn
  }
}
