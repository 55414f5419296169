import { ProblemError } from '@ticketlab/service-kit/http/problem';
import type { Redis } from '@ticketlab/service-kit/redis/connect';

const everyMs = 60_000;

/** Once a minute for each order, over all replicas. While Redis is away nobody is held back. @throws ProblemError rate-limited */
export function createResendLimit(redis: Redis): (orderId: string) => Promise<void> {
  return async (orderId) => {
    const key = `limit:resend:${orderId}`;
    const first = await redis.set(key, '1', 'PX', everyMs, 'NX').catch(() => 'OK');
    if (first === 'OK') return;
    const leftMs = await redis.pttl(key).catch(() => everyMs);
    const retryAfter = Math.max(1, Math.ceil(leftMs / 1000));
    throw new ProblemError('rate-limited', `This mail was sent a moment ago; try again in ${retryAfter} s.`, {
      retryAfter,
    });
  };
}
