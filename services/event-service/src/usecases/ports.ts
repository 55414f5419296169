import type { Event } from '@ticketlab/contracts/http/events';
import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';

export interface ChangedEvent {
  id: string;
  version: number;
  deleted: boolean;
  /** By the store's own clock, so that all replicas agree. */
  at: Date;
}

/** The events and, in the same atomic write, the news about each change. Every method fails with `DependencyError`. */
export interface EventStore {
  find(id: string): Promise<Event | undefined>;
  findMany(ids: string[]): Promise<Event[]>;
  insert(event: Event, news: NewEvent): Promise<void>;
  /** Writes `event` over its previous version; false when that is not the stored one any more. */
  replace(event: Event, news: NewEvent): Promise<boolean>;
  /** Marks a draft as deleted, one version on; false when `version` is not the stored one any more. */
  remove(id: string, version: number, now: Date): Promise<boolean>;
  /** What changed at that time or later, deletions too, the oldest first. */
  changesSince(at: Date, limit: number): Promise<ChangedEvent[]>;
  /** Published events over at `now`, the longest over first. */
  idsOver(now: Date, limit: number): Promise<string[]>;
}

/** Events by id, shared by all replicas. It never fails: without its store it loads each time. */
export interface EventCache {
  /** `load` reads the store; undefined: there is no such event. */
  read(id: string, load: () => Promise<Event | undefined>): Promise<Event | undefined>;
  /** Takes a written event in, unless a later version is there. */
  put(event: Event): Promise<void>;
  remove(id: string, version: number): Promise<void>;
  /** Repeats what could not be written while the cache's store was away. */
  catchUp(): Promise<void>;
}

/** Tells the other replicas at once that an event changed. May lose news; then polling finds the change. */
export interface ChangeFeed {
  announce(id: string, version: number): Promise<void>;
  /** `onGap` runs whenever news may have been missed. */
  listen(onChange: (id: string, version: number) => void, onGap: () => void): void;
}
