import type { categories, eventSortSchema } from '@ticketlab/contracts/http/events';
import type { z } from 'zod';
import type { QueryValue } from '@ticketlab/ui/api/client.ts';

export type Category = (typeof categories)[number];
export type Sort = z.output<typeof eventSortSchema>;

/** What is searched for, as the address says it. Days are the reader's, the price is in whole units of money. */
export interface Filters {
  q?: string;
  category?: string;
  city?: string;
  /** `2027-03-01` */
  from?: string;
  to?: string;
  maxPrice?: string;
  sort?: string;
}

const filterNames = ['q', 'category', 'city', 'from', 'to', 'maxPrice', 'sort'] as const;

const isDay = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
const isPrice = (value: string): boolean => /^\d{1,6}$/.test(value);

/** Leaves out what nobody could have chosen, so that a mistyped address still shows events. */
export function parseFilters(search: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const name of filterNames) {
    const value = search.get(name)?.trim() ?? '';
    if (value === '') continue;
    if ((name === 'from' || name === 'to') && !isDay(value)) continue;
    if (name === 'maxPrice' && !isPrice(value)) continue;
    filters[name] = value;
  }
  return filters;
}

/** The address with one filter changed; an empty value takes it out. */
export function withFilter(search: URLSearchParams, name: keyof Filters, value: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next;
}

/** What the catalogue is asked. A day begins and ends where the reader is. */
export function toQuery({ from, to, maxPrice, ...rest }: Filters): Record<string, QueryValue> {
  return {
    ...rest,
    ...(from !== undefined && { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(to !== undefined && { to: new Date(`${to}T23:59:59.999`).toISOString() }),
    ...(maxPrice !== undefined && { maxPrice: Number(maxPrice) * 100 }),
  };
}

/** Whether anything beside the order narrows the list down. */
export function isNarrowed(filters: Filters): boolean {
  return Object.keys(filters).some((name) => name !== 'sort');
}
