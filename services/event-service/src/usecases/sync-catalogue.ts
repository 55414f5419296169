import type { Catalogue } from '../domain/catalogue.ts';
import type { ChangedEvent, EventCache, EventStore } from './ports.ts';

export interface SyncCatalogue {
  /** Takes in everything that changed in the store since the last call; the first call takes in everything. */
  pull(): Promise<void>;
  /** True after the first complete pull. */
  isComplete(): boolean;
}

const batch = 500;
/** Each pull looks back this far, so that writes which became visible out of order are seen. */
const overlapMs = 10_000;

/**
 * Keeps this replica's catalogue at what the store holds, and mends the shared cache on the way: a writer may have died
 * before it told the cache. What changed longer ago than `cacheTtlMs` has left the cache anyway.
 */
export function createSyncCatalogue(deps: {
  store: EventStore;
  catalogue: Catalogue;
  cache: EventCache;
  cacheTtlMs: number;
  clock: () => Date;
}): SyncCatalogue {
  const { store, catalogue, cache, cacheTtlMs, clock } = deps;
  let reached: number | undefined;

  async function takeIn(changes: ChangedEvent[]): Promise<void> {
    const news = changes.filter(({ id, version }) => (catalogue.versionOf(id) ?? 0) < version);
    if (news.length === 0) return;
    const cachedUntil = clock().getTime() - cacheTtlMs - overlapMs;
    const recent = new Set(news.filter(({ at }) => at.getTime() > cachedUntil).map(({ id }) => id));
    for (const { id, version, deleted } of news) {
      if (!deleted) continue;
      catalogue.remove(id, version);
      if (recent.has(id)) await cache.remove(id, version);
    }
    for (const event of await store.findMany(news.filter(({ deleted }) => !deleted).map(({ id }) => id))) {
      catalogue.put(event);
      if (recent.has(event.id)) await cache.put(event);
    }
  }

  async function pull(): Promise<void> {
    await cache.catchUp();
    let since = reached === undefined ? 0 : reached - overlapMs;
    for (let limit = batch; ;) {
      const changes = await store.changesSince(new Date(since), limit);
      await takeIn(changes);
      const last = changes.at(-1)?.at.getTime() ?? since;
      if (changes.length < limit) {
        reached = Math.max(reached ?? 0, last);
        return;
      }
      // a page within one millisecond would come again and again
      limit = last > since ? batch : limit * 2;
      since = last;
    }
  }

  return { pull, isComplete: () => reached !== undefined };
}
