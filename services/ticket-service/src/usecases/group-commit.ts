import { setImmediate as endOfTurn } from 'node:timers/promises';

export interface GroupCommit<Request, Result> {
  /** Requests of the same key are decided in the order in which they came. */
  submit(key: string, request: Request): Promise<Result>;
  /** Requests that no batch has taken up yet. */
  waiting(): number;
}

interface Waiter<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane<Request, Result> {
  readonly queue: Waiter<Request, Result>[];
  running: boolean;
}

/**
 * Decides requests together: keys are spread over `lanes`; in each, one batch runs at a time and takes up everything that
 * arrived while the one before ran, at most `maxBatch`. `decide` answers in the order asked. All this only saves work:
 * correctness is the business of `decide`, because other processes run batches of the same keys.
 */
export function createGroupCommit<Request, Result>(options: {
  lanes: number;
  maxBatch: number;
  decide: (requests: Request[]) => Promise<Result[]>;
  onBatch?: (size: number) => void;
}): GroupCommit<Request, Result> {
  const lanes = Array.from({ length: options.lanes }, (): Lane<Request, Result> => ({ queue: [], running: false }));

  async function decide(batch: Waiter<Request, Result>[]): Promise<void> {
    options.onBatch?.(batch.length);
    try {
      const results = await options.decide(batch.map(({ request }) => request));
      if (results.length !== batch.length) throw new Error(`${results.length} answers to ${batch.length} requests`);
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function drain(lane: Lane<Request, Result>): Promise<void> {
    lane.running = true;
    while (lane.queue.length > 0) {
      await endOfTurn(); // requests that wait in their sockets join the batch, for microseconds of delay
      await decide(lane.queue.splice(0, options.maxBatch));
    }
    lane.running = false;
  }

  return {
    submit(key, request) {
      const lane = lanes[hash(key) % lanes.length];
      if (lane === undefined) throw new RangeError('group commit needs a lane');
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      lane.queue.push({ request, resolve, reject });
      if (!lane.running) void drain(lane);
      return promise;
    },
    waiting: () => lanes.reduce((sum, { queue }) => sum + queue.length, 0),
  };
}

function hash(key: string): number {
  let value = 0;
  for (let index = 0; index < key.length; index++) value = (value * 31 + key.charCodeAt(index)) >>> 0;
  return value;
}
