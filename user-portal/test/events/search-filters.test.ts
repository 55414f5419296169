import { describe, expect, it } from '@jest/globals';
import { isNarrowed, parseFilters, toQuery, withFilter } from '../../src/features/events/search-filters.ts';

describe('the filters of the catalogue', () => {
  it('are read from the address, without what nobody could have chosen', () => {
    const search = new URLSearchParams('q=+maps+&from=soon&to=2027-02-30x&maxPrice=-3&city=Berlin&sort=price');
    expect(parseFilters(search)).toEqual({ q: 'maps', city: 'Berlin', sort: 'price' });
  });

  it('ask for whole days of the reader and for prices in cents', () => {
    expect(toQuery({ from: '2027-03-01', to: '2027-03-02', maxPrice: '20', category: 'concert' })).toEqual({
      category: 'concert',
      from: new Date(2027, 2, 1).toISOString(),
      to: new Date(2027, 2, 2, 23, 59, 59, 999).toISOString(),
      maxPrice: 2_000,
    });
  });

  it('leave the address when they are taken back', () => {
    const search = withFilter(new URLSearchParams('q=maps&city=Berlin'), 'city', '');
    expect(search.toString()).toBe('q=maps');
  });

  it('narrow down unless only the order is chosen', () => {
    expect(isNarrowed({ sort: 'price' })).toBe(false);
    expect(isNarrowed({ sort: 'price', q: 'maps' })).toBe(true);
  });
});
