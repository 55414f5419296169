import { publishRevocation } from '@ticketlab/service-kit/auth/revocations';
import type { Redis } from '@ticketlab/service-kit/redis/connect';
import { z } from 'zod';
import type { Session, SessionStore } from '../usecases/ports.ts';
import { withRedis } from './redis-unavailable.ts';

// ARGV: 1 family, 2 presented secret, 3 next secret, 4 sealed next, 5 now, 6 grace, 7 expiry, 8 idle, 9 session id
const rotate = `
  local family, secret = unpack(redis.call('HMGET', KEYS[1], 'family', 'secret'))
  if family ~= ARGV[1] then return { 'gone' } end
  if secret == ARGV[2] then
    redis.call('HSET', KEYS[1], 'secret', ARGV[3], 'lastUsedAt', ARGV[5])
    redis.call('PEXPIREAT', KEYS[1], ARGV[7])
    redis.call('ZADD', KEYS[2], ARGV[5], ARGV[9])
    redis.call('PEXPIRE', KEYS[2], ARGV[8])
    redis.call('HSET', KEYS[3], 'sealed', ARGV[4], 'rotatedAt', ARGV[5])
    redis.call('PEXPIRE', KEYS[3], ARGV[6])
    return { 'rotated' }
  end
  local sealed, rotatedAt = unpack(redis.call('HMGET', KEYS[3], 'sealed', 'rotatedAt'))
  if sealed and tonumber(ARGV[5]) - tonumber(rotatedAt) <= tonumber(ARGV[6]) then return { 'repeated', sealed } end
  return { 'reused' }`;

const rotationSchema = z.union([
  z.tuple([z.enum(['rotated', 'reused', 'gone'])]).transform(([outcome]) => ({ outcome })),
  z.tuple([z.literal('repeated'), z.string()]).transform(([outcome, sealed]) => ({ outcome, sealed })),
]);

const storedSchema = z.object({
  userId: z.string(),
  portal: z.enum(['user', 'admin']),
  userAgent: z.string().transform((text) => (text === '' ? null : text)),
  createdAt: z.coerce.number().transform((ms) => new Date(ms)),
  lastUsedAt: z.coerce.number().transform((ms) => new Date(ms)),
  family: z.string(),
});

const sessionKey = (id: string) => `users:session:${id}`;
const userKey = (userId: string) => `users:sessions-of:${userId}`;

export interface SessionLimits {
  /** An unused session ends after this. */
  readonly idleSeconds: number;
  /** Every session ends after this. */
  readonly maxSeconds: number;
  readonly graceMs: number;
  readonly perUser: number;
  readonly accessTokenSeconds: number;
}

/** Sessions in Redis. Ending one reaches every service by the list of revoked sessions. */
export function createRedisSessionStore(redis: Redis, limits: SessionLimits, clock: () => Date): SessionStore {
  const expiryOf = (session: Session, now: number) =>
    Math.min(now + limits.idleSeconds * 1000, session.createdAt.getTime() + limits.maxSeconds * 1000);

  async function read(id: string): Promise<(Session & { family: string }) | null> {
    const stored = storedSchema.safeParse(await redis.hgetall(sessionKey(id)));
    return stored.success ? { id, ...stored.data } : null;
  }

  /** Revoked first: if this stops half-way, the session is still there to be ended again. */
  async function remove(userId: string, ids: string[]): Promise<void> {
    const until = new Date(clock().getTime() + limits.accessTokenSeconds * 1000);
    await Promise.all(ids.map((sid) => publishRevocation(redis, { sid, until })));
    if (ids.length === 0) return;
    await redis.del(...ids.map(sessionKey));
    await redis.zrem(userKey(userId), ...ids);
  }

  return {
    open: (session, hashes) =>
      withRedis(async () => {
        const now = session.createdAt.getTime();
        const results = await redis
          .multi()
          .hset(sessionKey(session.id), {
            userId: session.userId,
            portal: session.portal,
            userAgent: session.userAgent ?? '',
            createdAt: now,
            lastUsedAt: now,
            ...hashes,
          })
          .pexpireat(sessionKey(session.id), expiryOf(session, now))
          .zadd(userKey(session.userId), now, session.id)
          .pexpire(userKey(session.userId), limits.idleSeconds * 1000)
          .zrange(userKey(session.userId), '0', String(-limits.perUser - 1))
          .exec();
        const failed = results?.find(([error]) => error !== null);
        if (failed?.[0]) throw failed[0];
        await remove(session.userId, z.array(z.string()).parse(results?.at(-1)?.[1]));
      }),

    findByToken: (id, family) =>
      withRedis(async () => {
        const session = await read(id);
        return session?.family === family ? session : null;
      }),

    rotate: (session, presented, next) =>
      withRedis(async () => {
        const now = clock().getTime();
        const answer = await redis.eval(
          rotate,
          3,
          sessionKey(session.id),
          userKey(session.userId),
          `users:successor:${session.id}:${presented.secret}`,
          presented.family,
          presented.secret,
          next.secret,
          next.sealed,
          now,
          limits.graceMs,
          expiryOf(session, now),
          limits.idleSeconds * 1000,
          session.id,
        );
        return rotationSchema.parse(answer);
      }),

    list: (userId) =>
      withRedis(async () => {
        const ids = await redis.zrevrange(userKey(userId), 0, -1);
        const sessions = await Promise.all(ids.map(read));
        const expired = ids.filter((_, index) => sessions[index] === null);
        if (expired.length > 0) await redis.zrem(userKey(userId), ...expired);
        return sessions.filter((session) => session !== null);
      }),

    end: (userId, id) =>
      withRedis(async () => {
        if ((await read(id))?.userId !== userId) return false;
        await remove(userId, [id]);
        return true;
      }),

    endAll: (userId, keep, before = clock()) =>
      withRedis(async () => {
        // also the tokens of sessions that a crash of Redis forgot
        if (keep === null) {
          const until = new Date(clock().getTime() + limits.accessTokenSeconds * 1000);
          await publishRevocation(redis, { userId, before, until });
        }
        const ids = await redis.zrange(userKey(userId), '0', '-1');
        const sessions = await Promise.all(ids.map(read));
        await remove(
          userId,
          ids.filter((id, index) => id !== keep && (sessions[index]?.createdAt ?? before) <= before),
        );
      }),
  };
}
