import type { Redis } from 'ioredis';

export interface Lease {
  /** Takes the lease or prolongs it; false while somebody else has it. */
  hold(): Promise<boolean>;
  release(): Promise<void>;
}

const holdScript = `
  local holder = redis.call('GET', KEYS[1])
  if holder and holder ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1`;
const releaseScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** A lease that ends by itself `ttlMs` after it was last held. It makes double work rare, not impossible. */
export function createLease(redis: Redis, key: string, holder: string, ttlMs: number): Lease {
  return {
    hold: async () => (await redis.eval(holdScript, 1, key, holder, ttlMs)) === 1,
    release: async () => {
      await redis.eval(releaseScript, 1, key, holder);
    },
  };
}
