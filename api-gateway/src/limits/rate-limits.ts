import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { GatewayConfig } from '../config.ts';
import type { RouteClass } from '../routing/route-table.ts';
import { createLeasedLimiter, type LeasedLimiter, type LimitVerdict } from './leased-limiter.ts';

export interface RateLimits {
  /** All requests of one address. */
  ofAddress(address: string): LimitVerdict | Promise<LimitVerdict>;
  /** Requests of one caller (`user:<id>` or an address) in one class of route. */
  ofCaller(caller: string, routeClass: RouteClass): LimitVerdict | Promise<LimitVerdict>;
  close(): void;
}

/** Limits per minute, shared by all replicas through Redis. */
export function createRateLimits(redis: Redis, config: GatewayConfig): RateLimits {
  const limiter = (name: string, points: number): LeasedLimiter =>
    createLeasedLimiter(
      new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `limit:${name}`,
        points,
        duration: 60,
        rejectIfRedisNotReady: true,
      }),
      Date.now,
    );
  const address = limiter('address', config.LIMIT_ADDRESS);
  const classes: Record<RouteClass, LeasedLimiter> = {
    read: limiter('read', config.LIMIT_READ),
    write: limiter('write', config.LIMIT_WRITE),
    purchase: limiter('purchase', config.LIMIT_PURCHASE),
    auth: limiter('auth', config.LIMIT_AUTH),
    challenge: limiter('challenge', config.LIMIT_CHALLENGE),
  };
  const sweeper = setInterval(() => {
    for (const each of [address, ...Object.values(classes)]) each.sweep();
  }, 10_000).unref();

  return {
    ofAddress: (key) => address.take(key),
    ofCaller: (caller, routeClass) => classes[routeClass].take(caller),
    close: () => clearInterval(sweeper),
  };
}
