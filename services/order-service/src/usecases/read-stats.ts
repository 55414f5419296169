import type { OrderStats } from '@ticketlab/contracts/http/order-stats';
import { orderStateSchema, type OrderState } from '@ticketlab/contracts/http/orders';

/** What happened in one stretch of time to the orders of one currency that came to be in, or were in, one state. */
export interface TransitionCount {
  bucket: Date;
  state: OrderState;
  currency: string;
  reached: number;
  captured: number;
  refunded: number;
}

export interface StatsStore {
  /** From `from` on, in stretches of that length. `complete`: nothing that changed since then was left out. */
  transitions(from: Date, bucketSeconds: number): Promise<{ rows: TransitionCount[]; complete: boolean }>;
}

type Bucket = OrderStats['buckets'][number];

const mostBuckets = 120;
const minuteMs = 60_000;

/** The last so many minutes in whole stretches; the latest one is still going on. */
export function createReadStats({ store, clock }: { store: StatsStore; clock: () => Date }) {
  return async (minutes: number): Promise<OrderStats> => {
    const now = clock();
    const bucketMs = Math.ceil(minutes / mostBuckets) * minuteMs;
    const count = Math.ceil((minutes * minuteMs) / bucketMs);
    const last = Math.floor(now.getTime() / bucketMs) * bucketMs;
    const from = new Date(last - (count - 1) * bucketMs);
    const { rows, complete } = await store.transitions(from, bucketMs / 1000);
    const byBucket = Map.groupBy(rows, ({ bucket }) => bucket.getTime());
    const buckets = Array.from({ length: count }, (_, index): Bucket => {
      const at = from.getTime() + index * bucketMs;
      return { at: new Date(at).toISOString(), ...summarize(byBucket.get(at) ?? []) };
    });
    return {
      from: from.toISOString(),
      to: now.toISOString(),
      bucketSeconds: bucketMs / 1000,
      buckets,
      ...summarize(rows),
      complete,
      asOf: now.toISOString(),
    };
  };
}

export type ReadStats = ReturnType<typeof createReadStats>;

function summarize(rows: readonly TransitionCount[]): Pick<Bucket, 'reached' | 'revenue'> {
  const none = Object.fromEntries(orderStateSchema.options.map((state) => [state, 0])) as Bucket['reached'];
  const reached = rows.reduce((sum, row) => ({ ...sum, [row.state]: sum[row.state] + row.reached }), none);
  const revenue = [...Map.groupBy(rows, ({ currency }) => currency)]
    .map(([currency, some]) => ({
      currency,
      captured: some.reduce((sum, row) => sum + row.captured, 0),
      refunded: some.reduce((sum, row) => sum + row.refunded, 0),
    }))
    .filter(({ captured, refunded }) => captured > 0 || refunded > 0)
    .sort((a, b) => a.currency.localeCompare(b.currency));
  return { reached, revenue };
}
