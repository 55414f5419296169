export interface GroupCommit<Request, Result> {
  submit(key: string, request: Request): Promise<Result>;
  /** Requests that no batch has taken up yet. */
  waiting(): number;
}

interface Waiter<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Decides requests of the same key together: one batch per key runs at a time, and takes up everything that arrived while
 * the one before ran, at most `maxBatch`. `decide` answers in the order asked. It only saves work: correctness is the
 * business of `decide`, because other processes run batches of the same key.
 */
export function createGroupCommit<Request, Result>(options: {
  maxBatch: number;
  decide: (key: string, requests: Request[]) => Promise<Result[]>;
  onBatch?: (size: number) => void;
}): GroupCommit<Request, Result> {
  const queues = new Map<string, Waiter<Request, Result>[]>();
  let waiting = 0;

  async function decide(key: string, batch: Waiter<Request, Result>[]): Promise<void> {
    waiting -= batch.length;
    options.onBatch?.(batch.length);
    try {
      const results = await options.decide(
        key,
        batch.map(({ request }) => request),
      );
      if (results.length !== batch.length) throw new Error(`${results.length} answers to ${batch.length} requests`);
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function drain(key: string, queue: Waiter<Request, Result>[]): Promise<void> {
    while (queue.length > 0) await decide(key, queue.splice(0, options.maxBatch));
    queues.delete(key);
  }

  function submit(key: string, request: Request): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const running = queues.get(key);
    const queue = running ?? [];
    queue.push({ request, resolve, reject });
    waiting += 1;
    if (running === undefined) {
      queues.set(key, queue);
      void drain(key, queue);
    }
    return promise;
  }

  return { submit, waiting: () => waiting };
}
