import type { Announcer, AvailabilityStore } from './ports.ts';

export interface AvailabilityAnnouncer extends Announcer {
  /** One round: announces what was touched since, and leaves for the next round what must wait. */
  flush(): Promise<void>;
}

const batchSize = 200;
const pageSize = 1_000;

/**
 * Tells the world of changed numbers, at most every `intervalMs` per event over all replicas: a rush of a thousand sales
 * becomes a few events, the last of which has the final numbers. Changes whose process ended before it announced them
 * are looked for every `recoverEveryMs`.
 */
export function createAnnouncer(options: {
  store: AvailabilityStore;
  intervalMs: number;
  recoverEveryMs: number;
}): AvailabilityAnnouncer {
  const { store, intervalMs, recoverEveryMs } = options;
  const touched = new Set<string>();
  let recoverAt = 0;

  async function recover(): Promise<void> {
    if (performance.now() < recoverAt) return;
    let after: string | null = null;
    do {
      const { ids, next }: { ids: string[]; next: string | null } = await store.findUnannounced(after, pageSize);
      for (const eventId of ids) touched.add(eventId);
      after = next;
    } while (after !== null);
    recoverAt = performance.now() + recoverEveryMs;
  }

  async function announce(batch: string[]): Promise<void> {
    for (const eventId of batch) touched.delete(eventId); // before reading, so that a change during it counts again
    let waiting = batch;
    try {
      waiting = await store.announce(batch, intervalMs);
    } finally {
      for (const eventId of waiting) touched.add(eventId);
    }
  }

  return {
    touch: (eventId) => touched.add(eventId),
    async flush() {
      await recover();
      const eventIds = [...touched];
      for (let start = 0; start < eventIds.length; start += batchSize) {
        await announce(eventIds.slice(start, start + batchSize));
      }
    },
  };
}
