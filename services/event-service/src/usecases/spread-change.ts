import type { Event } from '@ticketlab/contracts/http/events';
import type { Catalogue } from '../domain/catalogue.ts';
import type { ChangeFeed, EventCache } from './ports.ts';

/** Shows a stored change to readers, in this replica before the writer gets an answer. */
export interface SpreadChange {
  changed(event: Event): Promise<void>;
  deleted(id: string, version: number): Promise<void>;
}

export function createSpreadChange(deps: {
  catalogue: Catalogue;
  cache: EventCache;
  feed: ChangeFeed;
  wakeRelay: () => void;
}): SpreadChange {
  const { catalogue, cache, feed, wakeRelay } = deps;
  return {
    async changed(event) {
      wakeRelay();
      catalogue.put(event);
      await Promise.all([cache.put(event), feed.announce(event.id, event.version)]);
    },
    async deleted(id, version) {
      catalogue.remove(id, version);
      await Promise.all([cache.remove(id, version), feed.announce(id, version)]);
    },
  };
}
