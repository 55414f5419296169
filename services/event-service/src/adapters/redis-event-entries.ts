import type { Event } from '@ticketlab/contracts/http/events';
import type { Kit } from '@ticketlab/service-kit/kit';
import { createLease, type Lease } from '@ticketlab/service-kit/mongo/lease';

/** What Redis holds of an event; `event` undefined: there is none (deleted, or never was). */
export interface Entry {
  version: number;
  event: Event | undefined;
}

/** While Redis does not answer every method resolves to `away`; nothing throws. */
export interface EventEntries {
  /** `expiresAt` in epoch ms. `nothing` is known about an id that was not asked for lately. */
  get(id: string): Promise<(Entry & { expiresAt: number }) | 'nothing' | 'away'>;
  /** Never replaces a later version: a reader that loaded before a write cannot undo what the writer put here. */
  set(id: string, entry: Entry, lifeMs: number): Promise<'stored' | 'outdated' | 'away'>;
  lock(id: string): { take(): Promise<boolean | 'away'>; release(): Promise<void> };
}

const setScript = `
  local known = tonumber(redis.call('HGET', KEYS[1], 'version') or '-1')
  if known > tonumber(ARGV[1]) then return 0 end
  redis.call('HSET', KEYS[1], 'version', ARGV[1], 'event', ARGV[2], 'expires', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return 1`;

/** Redis is not asked again for this long after a read failed: one that hangs costs its time-out once, not per reader. */
const restMs = 1_000;
const lockMs = 2_000;

export function createEventEntries({
  redis,
  instance,
  clock,
}: Pick<Kit, 'redis' | 'instance' | 'clock'>): EventEntries {
  let restUntil = 0;
  const now = () => clock().getTime();
  const keyOf = (id: string) => `event-service:event:${id}`;

  async function unlessAway<T>(command: () => Promise<T>): Promise<T | 'away'> {
    if (now() < restUntil) return 'away';
    try {
      return await command();
    } catch {
      restUntil = now() + restMs;
      return 'away';
    }
  }

  return {
    get: (id) =>
      unlessAway(async () => {
        const [version, json, expires] = await redis.hmget(keyOf(id), 'version', 'event', 'expires');
        if (version == null) return 'nothing';
        const event = json == null || json === '' ? undefined : (JSON.parse(json) as Event);
        return { version: Number(version), event, expiresAt: Number(expires) };
      }),

    async set(id, { version, event }, lifeMs) {
      const json = event === undefined ? '' : JSON.stringify(event);
      try {
        // tried even while reads rest: what is not told here stays stale for other replicas
        const stored = await redis.eval(setScript, 1, keyOf(id), version, json, now() + lifeMs, lifeMs);
        return stored === 1 ? 'stored' : 'outdated';
      } catch {
        return 'away';
      }
    },

    lock(id) {
      const lease: Lease = createLease(redis, `${keyOf(id)}:lock`, instance, lockMs);
      return {
        take: () => unlessAway(() => lease.hold()),
        release: async () => {
          await unlessAway(() => lease.release());
        },
      };
    },
  };
}
