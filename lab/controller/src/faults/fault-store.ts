import type { Fault } from '@ticketlab/contracts/http/faults';
import { faultsKey, readFaults } from '@ticketlab/service-kit/faults/fault-book';
import { DependencyError } from '@ticketlab/service-kit/messaging/errors';
import type { Redis } from '@ticketlab/service-kit/redis/connect';

/** The faults in force, for everybody in Redis; each change is announced. All throw DependencyError without Redis. */
export interface FaultStore {
  /** Those not over yet, the oldest first. */
  list(): Promise<Fault[]>;
  add(fault: Fault): Promise<void>;
  /** False when there is none of that id (any more). */
  remove(id: string): Promise<boolean>;
  /** Ends all; resolves to those that were still in force. */
  clear(): Promise<Fault[]>;
}

// no fault lives half as long: the hash goes when nobody has added to it for that while
const forgottenAfterMs = 3_600_000;

export function createFaultStore(redis: Redis, now: () => number): FaultStore {
  async function list(): Promise<Fault[]> {
    const all = await readFaults(redis);
    const isOver = ({ expiresAt }: Fault) => Date.parse(expiresAt) <= now();
    const over = all.filter(isOver).map(({ id }) => id);
    if (over.length > 0) await redis.hdel(faultsKey, ...over);
    return all.filter((fault) => !isOver(fault)).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  return {
    list: () => reaching(list),
    add: (fault) =>
      reaching(async () => {
        await redis
          .multi()
          .hset(faultsKey, fault.id, JSON.stringify(fault))
          .pexpire(faultsKey, forgottenAfterMs)
          .publish(faultsKey, 'changed')
          .exec();
      }),
    remove: (id) =>
      reaching(async () => {
        const removed = await redis.hdel(faultsKey, id);
        await redis.publish(faultsKey, 'changed');
        return removed > 0;
      }),
    clear: () =>
      reaching(async () => {
        const cleared = await list();
        await redis.multi().del(faultsKey).publish(faultsKey, 'changed').exec();
        return cleared;
      }),
  };
}

async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new DependencyError('redis', error instanceof Error ? error.message : String(error), { cause: error });
  }
}
