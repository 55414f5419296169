import { z } from 'zod';
import type { Redis } from '../redis/connect.ts';
import type { Subscriber } from '../redis/subscriber.ts';
import type { Logger } from '../telemetry/logger.ts';
import { logEvent } from '../telemetry/log-events.ts';
import type { VerifiedToken } from './access-token.ts';

const channel = 'auth:revocations';
const key = 'auth:revoked';

/** Times are Unix milliseconds. After `until` every token concerned has expired. */
const revocationSchema = z.union([
  z.object({ sid: z.string(), until: z.number() }),
  z.object({ userId: z.string(), before: z.number(), until: z.number() }),
]);

/** A session that ended, or all tokens of a user issued up to `before`. */
export type Revocation = z.output<typeof revocationSchema>;

/**
 * Ends a session, or all sessions that a user has now (`before` defaults to now), in every process.
 * @throws when Redis does not take it: then nothing is revoked
 */
export async function publishRevocation(
  redis: Redis,
  revocation: { sid: string; until: Date } | { userId: string; until: Date; before?: Date },
): Promise<void> {
  const until = revocation.until.getTime();
  const entry: Revocation =
    'sid' in revocation
      ? { sid: revocation.sid, until }
      : { userId: revocation.userId, before: revocation.before?.getTime() ?? Date.now(), until };
  const message = JSON.stringify(entry);
  const results = await redis
    .multi()
    .zadd(key, until, message)
    .zremrangebyscore(key, '-inf', Date.now())
    .publish(channel, message)
    .exec();
  const failed = results?.find(([error]) => error !== null);
  if (failed?.[0]) throw failed[0];
}

/** This process's copy of the ended sessions. While Redis is away it stays as last known. */
export interface Revocations {
  isRevoked(token: VerifiedToken): boolean;
  /** Loads the whole list; resolves also when Redis is away. */
  load(): Promise<void>;
  /** Tells of each revocation as it arrives, e.g. to close sockets. */
  onRevoked(listener: (revocation: Revocation) => void): void;
}

export function createRevocations(redis: Redis, subscriber: Subscriber, log: Logger): Revocations {
  const sessions = new Map<string, number>();
  const users = new Map<string, { before: number; until: number }>();
  const listeners: ((revocation: Revocation) => void)[] = [];

  function add(text: string): void {
    const parsed = revocationSchema.safeParse(parseJson(text));
    if (!parsed.success) return;
    const revocation = parsed.data;
    if ('sid' in revocation) {
      if (sessions.has(revocation.sid)) return;
      sessions.set(revocation.sid, revocation.until);
    } else {
      const known = users.get(revocation.userId);
      if (known !== undefined && known.before >= revocation.before) return;
      users.set(revocation.userId, { before: revocation.before, until: revocation.until });
    }
    for (const listener of listeners) listener(revocation);
  }

  function forgetExpired(): void {
    const now = Date.now();
    for (const [sid, until] of sessions) if (until < now) sessions.delete(sid);
    for (const [userId, { until }] of users) if (until < now) users.delete(userId);
  }

  async function load(): Promise<void> {
    forgetExpired();
    try {
      for (const text of await redis.zrangebyscore(key, Date.now(), '+inf')) add(text);
      logEvent(log, 'revocations-loaded', { sessions: sessions.size, users: users.size });
    } catch {
      // last known state stays; the next (re)connection loads again
    }
  }

  subscriber.subscribe(channel, add, () => void load());
  redis.on('ready', () => void load());

  return {
    isRevoked({ caller, issuedAt }) {
      if (sessions.has(caller.sessionId)) return true;
      const user = users.get(caller.userId);
      return user !== undefined && issuedAt <= user.before;
    },
    load,
    onRevoked: (listener) => void listeners.push(listener),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
