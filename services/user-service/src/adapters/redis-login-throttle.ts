import { createHash } from 'node:crypto';
import type { Redis } from '@ticketlab/service-kit/redis/connect';
import { loginThrottled } from '../domain/errors.ts';
import { toNetworkAddress } from '../domain/network-address.ts';
import type { LoginAttempt, LoginThrottle } from '../usecases/ports.ts';
import { withRedis } from './redis-unavailable.ts';

// counts first and forgives later, so that a thousand guesses at once are not all let through before the first has failed
const begin = `
  local wait = 0
  for i = 1, 2 do
    if tonumber(redis.call('GET', KEYS[i]) or '0') >= tonumber(ARGV[i]) then
      wait = math.max(wait, redis.call('PTTL', KEYS[i]), 1)
    end
  end
  if wait > 0 then return wait end
  for i = 1, 2 do
    if redis.call('INCR', KEYS[i]) == 1 then redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
  end
  return 0`;

const takeBack = `
  for i = 1, #KEYS do
    if tonumber(redis.call('GET', KEYS[i]) or '0') > 0 then redis.call('DECR', KEYS[i]) end
  end`;

/** Attempts counted in Redis, whatever instance they reach and across restarts. Addresses are stored as hashes only. */
export function createRedisLoginThrottle(
  redis: Redis,
  limits: { perAccount: number; perAddress: number; windowSeconds: number },
): LoginThrottle {
  return {
    begin: async (attempt) => {
      const wait = await withRedis(() =>
        redis.eval(begin, 2, ...keysOf(attempt), limits.perAccount, limits.perAddress, limits.windowSeconds * 1000),
      );
      if (Number(wait) > 0) throw loginThrottled(Number(wait) / 1000);
    },
    forgive: async (attempt) => {
      const [account, address] = keysOf(attempt);
      // the address gets only this attempt back, or whoever has an account could reset its count at will
      await withRedis(() => Promise.all([redis.del(account), redis.eval(takeBack, 1, address)]));
    },
    takeBack: async (attempt) => {
      await withRedis(() => redis.eval(takeBack, 2, ...keysOf(attempt)));
    },
  };
}

function keysOf({ email, ip }: LoginAttempt): [string, string] {
  const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
  return [`users:login-failures:account:${hash(email)}`, `users:login-failures:address:${hash(toNetworkAddress(ip))}`];
}
