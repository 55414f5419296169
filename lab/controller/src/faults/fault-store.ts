import type { Fault } from '@ticketlab/contracts/http/faults';
import { faultsKey, readFaults } from '@ticketlab/service-kit/faults/fault-book';
import { DependencyError } from '@ticketlab/service-kit/messaging/errors';
import type { Redis } from '@ticketlab/service-kit/redis/connect';

/** The faults in force, for everybody in Redis; each change is announced. All throw DependencyError without Redis. */
export interface FaultStore {
  /** Those not over yet, the oldest first. */
  list(): Promise<Fault[]>;
  add(fault: Fault): Promise<void>;
  /** Has one live so long from now on; false when there is none of that id (any more): what has ended stays so. */
  renew(id: string, ttlSeconds: number): Promise<boolean>;
  /** False when there is none of that id (any more). */
  remove(id: string): Promise<boolean>;
  /** Ends all; resolves to those that were still in force. */
  clear(): Promise<Fault[]>;
}

// no fault lives half as long: the hash goes when nobody has added to it for that while
const forgottenAfterMs = 3_600_000;

/** One that is removed meanwhile must not come back. */
const replaceIfThere = `
if redis.call('hexists', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
redis.call('pexpire', KEYS[1], ARGV[3])
redis.call('publish', KEYS[1], 'changed')
return 1`;

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
    renew: (id, ttlSeconds) =>
      reaching(async () => {
        const fault = (await list()).find((candidate) => candidate.id === id);
        if (fault === undefined) return false;
        const expiresAt = new Date(now() + ttlSeconds * 1_000).toISOString();
        const renewed = JSON.stringify({ ...fault, ttlSeconds, expiresAt });
        return (await redis.eval(replaceIfThere, 1, faultsKey, id, renewed, forgottenAfterMs)) === 1;
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
