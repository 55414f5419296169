import { ProblemError } from '@ticketlab/service-kit/http/problem';

export interface Bounded {
  /** @throws {ProblemError} `overloaded` when the queue is full; the signal's reason when it aborts while waiting */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  readonly waiting: number;
}

/** At most `concurrency` at a time; at most `queue` more wait, in order. */
export function createBounded(concurrency: number, queue: number): Bounded {
  const waiting = new Set<() => void>();
  let running = 0;

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    if (running < concurrency) {
      running++;
      return;
    }
    if (waiting.size >= queue) {
      throw new ProblemError('overloaded', 'Too many passwords are being checked right now.', { retryAfter: 2 });
    }
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const start = () => resolve(undefined);
    const abort = () => {
      waiting.delete(start);
      reject(signal?.reason);
    };
    waiting.add(start);
    signal?.addEventListener('abort', abort);
    await promise.finally(() => signal?.removeEventListener('abort', abort));
  }

  function next(): void {
    const [first] = waiting;
    if (first === undefined) {
      running--;
      return;
    }
    // the place passes on
    waiting.delete(first);
    first();
  }

  return {
    async run(work, signal) {
      signal?.throwIfAborted();
      await turn(signal);
      try {
        return await work();
      } finally {
        next();
      }
    },
    get waiting() {
      return waiting.size;
    },
  };
}
