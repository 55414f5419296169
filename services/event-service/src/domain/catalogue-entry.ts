import type { Event, EventStatus } from '@ticketlab/contracts/http/events';
import type { EventSort } from './cursor.ts';
import { fold } from './fold.ts';
import { type EventSummary, toSummary } from './summary.ts';

/** One event as the catalogue keeps it: what lists show, and what they filter and sort by. Times in epoch ms. */
export interface CatalogueEntry {
  summary: EventSummary;
  startsAt: number;
  endsAt: number;
  price: number;
  title: string;
  city: string;
}

/** What a list is narrowed by; a field that is left out narrows nothing. Times in epoch ms, price in minor units. */
export interface CatalogueFilter {
  status: EventStatus;
  category?: string | undefined;
  city?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  maxPrice?: number | undefined;
}

export function toCatalogueEntry(event: Event): CatalogueEntry {
  const summary = toSummary(event);
  return {
    summary,
    startsAt: Date.parse(event.startsAt),
    endsAt: Date.parse(event.endsAt),
    price: summary.priceFrom.amount,
    title: fold(event.title),
    city: fold(event.venue.city),
  };
}

/** `from` and `to` select what takes place between them, at least in part; `maxPrice` what has a tier that cheap. */
export function inRange(entry: CatalogueEntry, { from, to, maxPrice }: CatalogueFilter): boolean {
  return (
    (from === undefined || entry.endsAt > from) &&
    (to === undefined || entry.startsAt < to) &&
    (maxPrice === undefined || entry.price <= maxPrice)
  );
}

/** What a sort order other than relevance compares, apart from its direction. */
export function sortKey(entry: CatalogueEntry, sort: EventSort): string | number {
  if (sort === 'title') return entry.title;
  return sort.endsWith('price') ? entry.price : entry.startsAt;
}

/** Negative when the entry comes before that key and id. The id decides between equals, so that the order is total. */
export function compareToKey(entry: CatalogueEntry, sort: EventSort, key: string | number, id: string): number {
  const own = sortKey(entry, sort);
  const ascending = own < key ? -1 : own > key ? 1 : 0;
  if (ascending !== 0) return sort.startsWith('-') ? -ascending : ascending;
  return entry.summary.id < id ? -1 : entry.summary.id > id ? 1 : 0;
}
