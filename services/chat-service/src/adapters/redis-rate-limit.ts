import type { Redis } from '@ticketlab/service-kit/redis/connect';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import type { RateLimit } from '../usecases/ports.ts';

/** How much of a kind (`what`, a plural) one person may do, over all replicas. While Redis is away nobody is held back. */
export function createRedisRateLimit(redis: Redis, limit: { what: string; count: number; seconds: number }): RateLimit {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `limit:chat:${limit.what}`,
    points: limit.count,
    duration: limit.seconds,
  });
  return {
    async check(userId) {
      try {
        await limiter.consume(userId);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) return;
        const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw new ProblemError(
          'rate-limited',
          `At most ${limit.count} ${limit.what} in ${limit.seconds} s; try again in ${seconds} s.`,
          { retryAfter: seconds },
        );
      }
    },
  };
}
