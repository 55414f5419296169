import type { Event, EventStatus, eventPageSchema } from '@ticketlab/contracts/http/events';
import type { z } from 'zod';
import {
  type CatalogueEntry,
  type CatalogueFilter,
  compareToKey,
  inRange,
  sortKey,
  toCatalogueEntry,
} from './catalogue-entry.ts';
import { decodeCursor, encodeCursor, type EventSort } from './cursor.ts';
import { countFacets } from './facets.ts';
import { fold } from './fold.ts';

export type EventPage = z.output<typeof eventPageSchema>;

export interface CatalogueQuery extends CatalogueFilter {
  q?: string | undefined;
  sort?: EventSort | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Finds events by words. Only ids that `accept` lets through count. Undefined when the query holds no word. */
export interface TextIndex {
  put(event: Event): void;
  remove(id: string): void;
  search(q: string, accept: (id: string) => boolean): Map<string, number> | undefined;
}

/** All events of the service in memory, as lists need them. */
export interface Catalogue {
  /** The version it knows, of deleted events too. */
  versionOf(id: string): number | undefined;
  /** Takes the event in unless it knows a later version. */
  put(event: Event): void;
  /** Forgets a deleted event and remembers the version of its deletion. */
  remove(id: string, version: number): void;
  /** @throws {InvalidEventError} on a cursor that does not fit */
  search(query: CatalogueQuery): EventPage;
  /** Published and not over at `now` (epoch ms), the next first. */
  active(now: number, limit: number): EventPage['items'];
  size(): number;
}

interface Ranked {
  entry: CatalogueEntry;
  score: number;
}

interface Found {
  sort: EventSort;
  matches: Ranked[];
  facets: EventPage['facets'];
}

const maxAnswers = 200;

export function createCatalogue(text: TextIndex): Catalogue {
  const entries = new Map<string, CatalogueEntry>();
  const versions = new Map<string, number>();
  const orders = new Map<string, CatalogueEntry[]>();
  const answers = new Map<string, Found>();

  function accepts(id: string, version: number): boolean {
    if ((versions.get(id) ?? 0) >= version) return false;
    versions.set(id, version);
    orders.clear();
    answers.clear();
    return true;
  }

  function inOrder(status: EventStatus, sort: EventSort): CatalogueEntry[] {
    const known = orders.get(`${status} ${sort}`);
    if (known !== undefined) return known;
    const sorted = [...entries.values()]
      .filter(({ summary }) => summary.status === status)
      .sort((a, b) => compareToKey(a, sort, sortKey(b, sort), b.summary.id));
    orders.set(`${status} ${sort}`, sorted);
    return sorted;
  }

  function rank(q: string | undefined, sort: EventSort | undefined, status: EventStatus): [EventSort, Ranked[]] {
    const accept = (id: string) => entries.get(id)?.summary.status === status;
    const scores = q === undefined ? undefined : text.search(q, accept);
    if (scores === undefined) {
      const order = sort === undefined || sort === 'relevance' ? 'startsAt' : sort;
      return [order, inOrder(status, order).map((entry) => ({ entry, score: 0 }))];
    }
    const order = sort ?? 'relevance';
    // the stable sort leaves equally relevant events in order of time
    const hits = inOrder(status, order === 'relevance' ? 'startsAt' : order).flatMap((entry) => {
      const score = scores.get(entry.summary.id);
      return score === undefined ? [] : [{ entry, score }];
    });
    return [order, order === 'relevance' ? hits.sort((a, b) => b.score - a.score) : hits];
  }

  function findAll({ q, sort: wanted, ...filter }: Omit<CatalogueQuery, 'limit' | 'cursor'>): Found {
    const city = filter.city === undefined ? undefined : fold(filter.city);
    const [sort, ranked] = rank(q, wanted, filter.status);
    const candidates = ranked.filter(({ entry }) => inRange(entry, filter));
    const ofCategory = ({ entry }: Ranked) =>
      filter.category === undefined || entry.summary.category === filter.category;
    const ofCity = ({ entry }: Ranked) => city === undefined || entry.city === city;
    return {
      sort,
      matches: candidates.filter((hit) => ofCategory(hit) && ofCity(hit)),
      // a facet ignores its own filter: it tells what choosing another value would give
      facets: {
        category: countFacets(candidates.filter(ofCity), ({ entry }) => [
          entry.summary.category,
          entry.summary.category,
        ]),
        city: countFacets(candidates.filter(ofCategory), ({ entry }) => [entry.city, entry.summary.venue.city]),
      },
    };
  }

  /** What everybody asks for is found once per state of the catalogue. */
  function findKnown(query: Omit<CatalogueQuery, 'limit' | 'cursor'>): Found {
    const { q, sort, status, category, city, from, to, maxPrice } = query;
    const key = JSON.stringify([q, sort, status, category, city, from, to, maxPrice]);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const found = findAll(query);
    if (answers.size >= maxAnswers) answers.clear();
    answers.set(key, found);
    return found;
  }

  function search({ limit, cursor, ...query }: CatalogueQuery): EventPage {
    const { sort, matches, facets } = findKnown(query);
    const start = cursor === undefined ? 0 : positionAfter(matches, sort, cursor);
    const page = matches.slice(start, start + limit);
    const last = start + limit < matches.length ? page.at(-1) : undefined;
    return {
      items: page.map(({ entry }) => entry.summary),
      nextCursor: last === undefined ? null : cursorOf(last, sort),
      total: matches.length,
      facets,
    };
  }

  return {
    versionOf: (id) => versions.get(id),
    put: (event) => {
      if (!accepts(event.id, event.version)) return;
      entries.set(event.id, toCatalogueEntry(event));
      text.put(event);
    },
    remove: (id, version) => {
      if (!accepts(id, version)) return;
      entries.delete(id);
      text.remove(id);
    },
    search,
    active: (now, limit) =>
      inOrder('published', 'startsAt')
        .filter(({ endsAt }) => endsAt > now)
        .slice(0, limit)
        .map(({ summary }) => summary),
    size: () => entries.size,
  };
}

function cursorOf({ entry, score }: Ranked, sort: EventSort): string {
  return encodeCursor({ sort, key: sort === 'relevance' ? score : sortKey(entry, sort), id: entry.summary.id });
}

/**
 * The index after the cursor's event. Scores shift with every change of the catalogue, so in a relevance list the event
 * itself is looked up, and its score counts only when it has left the list.
 */
function positionAfter(ranked: Ranked[], sort: EventSort, cursorText: string): number {
  const cursor = decodeCursor(cursorText, sort);
  const isAfter =
    sort === 'relevance'
      ? ({ score }: Ranked) => score < Number(cursor.key)
      : ({ entry }: Ranked) => compareToKey(entry, sort, cursor.key, cursor.id) > 0;
  const known = sort === 'relevance' ? ranked.findIndex(({ entry }) => entry.summary.id === cursor.id) : -1;
  if (known >= 0) return known + 1;
  const position = ranked.findIndex(isAfter);
  return position < 0 ? ranked.length : position;
}
