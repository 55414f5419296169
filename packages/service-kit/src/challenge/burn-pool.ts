import { Worker } from 'node:worker_threads';
import { ProblemError } from '../http/problem.ts';
import { burnWorkerUrl, type WorkDone, type WorkerSetup, type WorkOrder } from './worker-file.ts';

/** A few threads that burn CPU by the millisecond. */
export interface BurnPool {
  /**
   * Uses `cpuMs` of CPU time in one thread, waiting for a free one first. An abort ends it early.
   * @throws {ProblemError} `overloaded` when too many wait already
   */
  burn(cpuMs: number, signal: AbortSignal): Promise<{ spentCpuMs: number; queuedMs: number }>;
  close(): Promise<void>;
}

interface Burner {
  readonly worker: Worker;
  readonly cancel: Int32Array;
  idleTimer: NodeJS.Timeout | undefined;
}

const maxThreads = 2;
const maxQueue = 200;
const idleMs = 20_000; // a thread costs about 10 MB, so none stays for nothing

export function createBurnPool(): BurnPool {
  const all = new Set<Burner>();
  const idle: Burner[] = [];
  const waiting: ((burner: Burner) => void)[] = [];

  function start(): Burner {
    const { worker, cancel } = startWorker();
    const burner: Burner = { worker, cancel, idleTimer: undefined };
    all.add(burner);
    worker.once('exit', () => {
      all.delete(burner);
      const index = idle.indexOf(burner);
      if (index >= 0) idle.splice(index, 1);
    });
    return burner;
  }

  function release(burner: Burner): void {
    if (!all.has(burner)) return;
    const next = waiting.shift();
    if (next !== undefined) {
      next(burner);
      return;
    }
    burner.idleTimer = setTimeout(() => void burner.worker.terminate(), idleMs).unref();
    idle.push(burner);
  }

  function acquire(signal: AbortSignal): Burner | Promise<Burner> {
    const free = idle.pop();
    if (free !== undefined) {
      clearTimeout(free.idleTimer);
      return free;
    }
    if (all.size < maxThreads) return start();
    if (waiting.length >= maxQueue) {
      throw new ProblemError('overloaded', `${maxQueue} burns are waiting already.`, { retryAfter: 1 });
    }
    const { promise, resolve, reject } = Promise.withResolvers<Burner>();
    waiting.push(resolve);
    signal.addEventListener('abort', () => {
      const index = waiting.indexOf(resolve);
      if (index < 0) return;
      waiting.splice(index, 1);
      reject(new Error('the client left'));
    });
    return promise;
  }

  return {
    async burn(cpuMs, signal) {
      const startedAt = performance.now();
      const burner = await acquire(signal);
      const queuedMs = performance.now() - startedAt;
      const stop = () => Atomics.store(burner.cancel, 0, 1);
      Atomics.store(burner.cancel, 0, signal.aborted ? 1 : 0);
      signal.addEventListener('abort', stop);
      try {
        const done = await order(burner.worker, { kind: 'cpu', cpuMs });
        return { spentCpuMs: done.kind === 'cpu' ? done.spentCpuMs : 0, queuedMs };
      } finally {
        signal.removeEventListener('abort', stop);
        release(burner);
      }
    },
    async close() {
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}

/** A thread that carries out work orders one by one; raise `cancel[0]` to end a burn early. */
export function startWorker(): { worker: Worker; cancel: Int32Array } {
  const cancel = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(burnWorkerUrl, {
    workerData: { cancel } satisfies WorkerSetup,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  return { worker, cancel };
}

export function order(worker: Worker, work: WorkOrder): Promise<WorkDone> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkDone>();
  const onExit = () => {
    reject(new ProblemError('service-unavailable', 'The instance is stopping.'));
  };
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', onExit);
  worker.postMessage(work);
  return promise.finally(() => {
    worker.off('message', resolve);
    worker.off('error', reject);
    worker.off('exit', onExit);
  });
}
