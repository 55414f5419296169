import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import { createMiniSearchTextIndex } from '../../src/adapters/minisearch-text-index.ts';
import { type Catalogue, type CatalogueQuery, createCatalogue } from '../../src/domain/catalogue.ts';
import { anEvent } from '../events.ts';

let catalogue: Catalogue;
let stored: Event[];

const venue = (name: string, city: string) => ({ name, city, address: 'Main Street 1', timezone: 'Europe/Berlin' });
const price = (amount: number) => [
  { ...anEvent().tiers[0], price: { amount, currency: 'EUR' } } as Event['tiers'][number],
];

function add(title: string, overrides: Partial<Event> = {}): Event {
  const event = anEvent({ title, status: 'published', description: '', ...overrides });
  catalogue.put(event);
  stored.push(event);
  return event;
}

const search = (query: Partial<CatalogueQuery>) => catalogue.search({ status: 'published', limit: 20, ...query });
const titles = (query: Partial<CatalogueQuery>) => search(query).items.map(({ title }) => title);

/** Follows the cursors; `between` runs after each page. */
function walk(query: Partial<CatalogueQuery>, between: () => void = () => undefined): string[] {
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = search({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map(({ title }) => title));
    cursor = page.nextCursor;
    between();
  }
  return seen;
}

beforeEach(() => {
  catalogue = createCatalogue(createMiniSearchTextIndex());
  stored = [];
});

describe('words', () => {
  beforeEach(() => {
    add('Midnight Saxophone', { category: 'concert', venue: venue('Blue Cellar', 'Kraków') });
    add('Symphony for Beginners', { category: 'concert', venue: venue('Opera House', 'Lübeck') });
    add('Rust and Roses', { category: 'theatre', venue: venue('Old Granary', 'Lübeck') });
    add('Marathon of the Seven Hills', { category: 'sport', venue: venue('Stadium', 'Rome') });
    add('Gardening at Home', {
      category: 'workshop',
      venue: venue('Glasshouse', 'Vienna'),
      description: 'Roses, herbs and a saxophone player.',
    });
  });

  it.each([
    ['exact', 'midnight saxophone', 'Midnight Saxophone'],
    ['a missing letter', 'symphny', 'Symphony for Beginners'],
    ['an additional letter', 'marrathon', 'Marathon of the Seven Hills'],
    ['a wrong letter', 'gardaning', 'Gardening at Home'],
    ['two swapped letters of a short word', 'rsut', 'Rust and Roses'],
    ['two swapped letters while typing on', 'sypmh', 'Symphony for Beginners'],
    ['two typos in a long word', 'saxofone', 'Midnight Saxophone'],
    ['a prefix', 'mara', 'Marathon of the Seven Hills'],
    ['no diacritics', 'krakow', 'Midnight Saxophone'],
    ['other case and punctuation', '  RUST & roses! ', 'Rust and Roses'],
    ['words of several fields', 'theatre granary', 'Rust and Roses'],
  ])('are found by %s', (_, q, expected) => {
    expect(titles({ q })[0]).toBe(expected);
  });

  it('in the title weigh more than in the description', () => {
    expect(titles({ q: 'saxophone' })).toEqual(['Midnight Saxophone', 'Gardening at Home']);
  });

  it('must all occur, and only the last is a prefix', () => {
    expect(titles({ q: 'lübeck roses' })).toEqual(['Rust and Roses']);
    expect(titles({ q: 'mar hills' })).toEqual([]);
  });

  it('spelled right bring no typo matches along', () => {
    add('Trust the Process');
    expect(titles({ q: 'rust' })).toEqual(['Rust and Roses']);
  });

  it('of events that the reader may not see change nothing', () => {
    add('Marrathon Draft', { status: 'draft' });
    expect(titles({ q: 'marrathon' })).toEqual(['Marathon of the Seven Hills']);
    expect(titles({ q: 'marrathon', status: 'draft' })).toEqual(['Marrathon Draft']);
  });

  it('that are none at all narrow nothing', () => {
    expect(search({ q: ' ?! ' }).total).toBe(5);
  });
});

describe('filters and facets', () => {
  beforeEach(() => {
    const at = (day: number) => ({
      startsAt: `2030-06-0${day}T18:00:00.000Z`,
      endsAt: `2030-06-0${day}T22:00:00.000Z`,
    });
    add('A', { category: 'concert', venue: venue('x', 'Lübeck'), tiers: price(1000), ...at(1) });
    add('B', { category: 'concert', venue: venue('x', 'Rome'), tiers: price(2000), ...at(2) });
    add('C', { category: 'comedy', venue: venue('x', 'LÜBECK'), tiers: price(3000), ...at(3) });
    add('D', { category: 'comedy', venue: venue('x', 'Rome'), status: 'cancelled', ...at(3) });
  });

  it('narrow by category, city in any spelling, and price', () => {
    expect(titles({ category: 'concert' })).toEqual(['A', 'B']);
    expect(titles({ city: 'lubeck' })).toEqual(['A', 'C']);
    expect(titles({ maxPrice: 2000 })).toEqual(['A', 'B']);
    expect(titles({ city: 'rome', category: 'comedy' })).toEqual([]);
  });

  it('narrow by time to what takes place between, even if it began before', () => {
    const time = (text: string) => Date.parse(text);
    expect(titles({ from: time('2030-06-01T21:00:00Z'), to: time('2030-06-02T19:00:00Z') })).toEqual(['A', 'B']);
    expect(titles({ from: time('2030-06-01T22:00:00Z'), to: time('2030-06-02T18:00:00Z') })).toEqual([]);
  });

  it('count what another choice of the same facet would give', () => {
    const { total, facets } = search({ category: 'concert', city: 'Lübeck' });
    expect(total).toBe(1);
    expect(facets.category).toEqual([
      { value: 'comedy', count: 1 },
      { value: 'concert', count: 1 },
    ]);
    expect(facets.city).toEqual([
      { value: 'Lübeck', count: 1 },
      { value: 'Rome', count: 1 },
    ]);
    expect(search({}).facets.city).toEqual([
      { value: 'LÜBECK', count: 2 },
      { value: 'Rome', count: 1 },
    ]);
  });

  it.each([
    ['startsAt', ['A', 'B', 'C']],
    ['-startsAt', ['C', 'B', 'A']],
    ['price', ['A', 'B', 'C']],
    ['-price', ['C', 'B', 'A']],
    ['title', ['A', 'B', 'C']],
    ['relevance', ['A', 'B', 'C']],
  ] as const)('sort by %s', (sort, expected) => {
    expect(titles({ sort })).toEqual(expected);
  });
});

describe('pages', () => {
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, at) => `Owl ${String(at + 1).padStart(2, '0')}`);

  it.each(['startsAt', '-startsAt', 'price', '-price', 'title'] as const)(
    'by %s hold each event once, ties too',
    (sort) => {
      for (const title of numbered(23)) add(title);
      expect(walk({ sort, limit: 5 }).sort()).toEqual(numbered(23));
    },
  );

  it.each(['startsAt', 'relevance'] as const)('by %s neither skip nor repeat while events come and go', (sort) => {
    for (const title of numbered(23)) add(title, { description: title === 'Owl 07' ? 'owl owl owl' : 'night' });
    let extra = 0;
    const seen = walk({ q: 'owl', sort, limit: 5 }, () => {
      extra += 1;
      add(`Owl extra ${extra}`, { startsAt: '2029-01-01T00:00:00.000Z', description: 'owl '.repeat(extra) });
    });
    expect(seen.filter((title) => !title.includes('extra')).sort()).toEqual(numbered(23));
  });

  it('go on where they were when the last event of a page has left', () => {
    for (const title of numbered(10)) add(title);
    const first = search({ sort: 'title', limit: 4 });
    catalogue.remove(first.items[3]?.id ?? '', 9);
    expect(search({ sort: 'title', limit: 2, cursor: first.nextCursor ?? '' }).items.map(({ title }) => title)).toEqual(
      ['Owl 05', 'Owl 06'],
    );
  });

  it.each([
    '!',
    'bm90IGpzb24',
    Buffer.from('["price",1,"x"]').toString('base64url'),
    Buffer.from('["title",1,"x"]').toString('base64url'),
  ])('refuse the cursor %s', (cursor) => {
    expect(() => search({ sort: 'title', cursor })).toThrow(expect.objectContaining({ code: 'validation-failed' }));
  });
});

describe('changes', () => {
  it('show at once, and an older version never replaces a newer one', () => {
    const event = add('Night of the Owls');
    catalogue.put({ ...event, version: 3, title: 'Day of the Larks' });
    catalogue.put({ ...event, version: 2, title: 'Too late' });
    expect(titles({})).toEqual(['Day of the Larks']);
    expect(titles({ q: 'owls' })).toEqual([]);
    expect(titles({ q: 'larks' })).toEqual(['Day of the Larks']);
  });

  it('of a deleted event that arrive late do not bring it back', () => {
    const event = add('Night of the Owls');
    catalogue.remove(event.id, 2);
    catalogue.put(event);
    expect(search({}).total).toBe(0);
  });

  it('over time: active are the published events that are not over', () => {
    const event = add('Night of the Owls');
    add('Draft', { status: 'draft' });
    expect(catalogue.active(Date.parse(event.endsAt) - 1, 10).map(({ title }) => title)).toEqual(['Night of the Owls']);
    expect(catalogue.active(Date.parse(event.endsAt), 10)).toEqual([]);
  });
});
