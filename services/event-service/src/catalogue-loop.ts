import type { Kit, Worker } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import { pause } from '@ticketlab/service-kit/messaging/waking';
import type { Catalogue } from './domain/catalogue.ts';
import type { EventMetrics } from './metrics.ts';
import type { ChangeFeed } from './usecases/ports.ts';
import type { SyncCatalogue } from './usecases/sync-catalogue.ts';

/** A replica that starts waits this long for its catalogue before it announces itself, so that it need not refuse lists. */
const loadPatienceMs = 2_000;

/** Pulls changes when told of one, and every `everyMs` in case the telling failed; adds the readiness check. */
export function createCatalogueLoop(
  kit: Pick<Kit, 'log' | 'health'>,
  parts: {
    prepare: () => Promise<void>;
    sync: SyncCatalogue;
    catalogue: Catalogue;
    feed: ChangeFeed;
    metrics: Pick<EventMetrics, 'catalogueSize'>;
    everyMs: number;
  },
): Worker {
  const { prepare, sync, catalogue, feed, metrics, everyMs } = parts;
  const loaded = new AbortController();
  let prepared = false;

  const loop = createLoop(kit, {
    name: 'catalogue-sync',
    everyMs,
    run: async () => {
      if (!prepared) await prepare();
      prepared = true;
      await sync.pull();
      metrics.catalogueSize.set(catalogue.size());
      loaded.abort();
      return false;
    },
  });
  feed.listen(
    (id, version) => {
      if ((catalogue.versionOf(id) ?? 0) < version) loop.wake();
    },
    () => loop.wake(),
  );
  kit.health.addReadiness('catalogue', () =>
    sync.isComplete() ? Promise.resolve() : Promise.reject(new Error('the catalogue is not loaded yet')),
  );

  return {
    name: loop.name,
    start: async () => {
      await loop.start();
      await pause(loadPatienceMs, loaded.signal);
    },
    stop: () => loop.stop(),
  };
}
