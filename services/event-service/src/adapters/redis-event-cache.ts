import { setTimeout as sleep } from 'node:timers/promises';
import type { Event } from '@ticketlab/contracts/http/events';
import type { Kit } from '@ticketlab/service-kit/kit';
import type { EventMetrics } from '../metrics.ts';
import type { EventCache } from '../usecases/ports.ts';
import { createEventEntries, type Entry } from './redis-event-entries.ts';

type Load = () => Promise<Event | undefined>;

/** Unknown ids are remembered briefly, so that asking for them in a loop does not reach the store. */
const unknownTtlMs = 5_000;
/** In the last part of its life an entry is renewed by one reader while the others still get it. */
const renewInLast = 0.2;
const lockPollMs = 15;
const lockPatienceMs = 500;

/**
 * Events by id in Redis, each for `ttlMs` after it was written or loaded. Writers put the new version in, so a reader
 * anywhere sees it once the write was answered. However many miss at once, one of them loads: within a process they share
 * the call, among processes a lock decides. While Redis is away, reads go to the store (still one per event and process
 * at a time) and writes are kept for `catchUp`.
 */
export function createRedisEventCache(
  kit: Pick<Kit, 'redis' | 'instance' | 'clock'>,
  metrics: Pick<EventMetrics, 'cacheReads' | 'cacheWrites' | 'storeLoads'>,
  ttlMs: number,
): EventCache {
  const entries = createEventEntries(kit);
  const flights = new Map<string, Promise<Event | undefined>>();
  const renewals = new Set<string>();
  const unwritten = new Map<string, Entry>();

  /** One call per event at a time; whoever comes meanwhile gets its result. */
  function share(id: string, load: Load): Promise<Event | undefined> {
    const known = flights.get(id);
    if (known !== undefined) return known;
    const flight = load().finally(() => {
      if (flights.get(id) === flight) flights.delete(id);
    });
    flights.set(id, flight);
    return flight;
  }

  function loadFromStore(load: Load): Promise<Event | undefined> {
    metrics.storeLoads.inc();
    return load();
  }

  async function loadIntoCache(id: string, load: Load): Promise<Event | undefined> {
    const event = await loadFromStore(load);
    const lifeMs = event === undefined ? unknownTtlMs : ttlMs;
    metrics.cacheWrites.inc({ result: await entries.set(id, { version: event?.version ?? 0, event }, lifeMs) });
    return event;
  }

  /** Loads if no other replica does, else waits for what the other one finds, but not for long. */
  async function loadOnceAmongReplicas(id: string, load: Load): Promise<Event | undefined> {
    const lock = entries.lock(id);
    for (let waited = 0; waited < lockPatienceMs; waited += lockPollMs) {
      const locked = await lock.take();
      if (locked === 'away') break;
      try {
        // the one who had the lock before may have just filled it
        const found = await entries.get(id);
        if (typeof found === 'object') return found.event;
        if (locked) return await loadIntoCache(id, load);
      } finally {
        if (locked) await lock.release();
      }
      await sleep(lockPollMs);
    }
    return loadFromStore(load);
  }

  async function renew(id: string, load: Load): Promise<void> {
    if (renewals.has(id)) return;
    renewals.add(id);
    const lock = entries.lock(id);
    try {
      if ((await lock.take()) !== true) return;
      await loadIntoCache(id, load);
      await lock.release();
    } finally {
      renewals.delete(id);
    }
  }

  async function write(id: string, entry: Entry): Promise<void> {
    const result = await entries.set(id, entry, ttlMs);
    metrics.cacheWrites.inc({ result });
    const waiting = unwritten.get(id);
    if (result !== 'away') {
      if (waiting !== undefined && waiting.version <= entry.version) unwritten.delete(id);
    } else if (waiting === undefined || waiting.version < entry.version) unwritten.set(id, entry);
  }

  async function put(id: string, entry: Entry): Promise<void> {
    // whoever asks from now on must not get what a read begun before the write will find
    flights.delete(id);
    await write(id, entry);
  }

  return {
    async read(id, load) {
      const found = await entries.get(id);
      if (found === 'away') {
        metrics.cacheReads.inc({ result: 'fallback' });
        return share(id, () => loadFromStore(load));
      }
      if (found === 'nothing') {
        metrics.cacheReads.inc({ result: 'miss' });
        return share(id, () => loadOnceAmongReplicas(id, load));
      }
      metrics.cacheReads.inc({ result: 'hit' });
      if (found.event !== undefined && found.expiresAt - kit.clock().getTime() < ttlMs * renewInLast) {
        renew(id, load).catch(() => undefined); // the entry expires then, and a reader meets the error
      }
      return found.event;
    },
    put: (event) => put(event.id, { version: event.version, event }),
    remove: (id, version) => put(id, { version, event: undefined }),
    async catchUp() {
      for (const [id, entry] of [...unwritten]) await write(id, entry);
    },
  };
}
