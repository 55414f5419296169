import type { ServiceRow } from '../snapshot.ts';

/** What a service did over the last looks, oldest first. */
export interface Series {
  rate: number[];
  p95: (number | null)[];
}

const kept = 120;

/** Remembers rate and p95 of every service for the sparklines. */
export function createSeriesStore() {
  const known = new Map<string, Series>();
  return {
    add(rows: readonly ServiceRow[]): void {
      for (const { name, requestsPerSecond, p95Ms } of rows) {
        const { rate, p95 } = known.get(name) ?? { rate: [], p95: [] };
        known.set(name, { rate: [...rate, requestsPerSecond].slice(-kept), p95: [...p95, p95Ms].slice(-kept) });
      }
    },
    of: (name: string): Series => known.get(name) ?? { rate: [], p95: [] },
  };
}
