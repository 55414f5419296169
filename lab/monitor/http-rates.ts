import type { Sample } from './prometheus-text.ts';

export interface HttpRates {
  requestsPerSecond: number;
  /** null without requests in the interval */
  p95Ms: number | null;
  /** share of answers with a status of 500 or more, in percent; null without requests */
  errorPercent: number | null;
}

const duration = 'http_request_duration_seconds';
// what probes and scrapes ask for says nothing about users
const ownRoutes = new Set(['/healthz', '/readyz', '/health', '/metrics', '/info']);

/** Rates between two scrapes of the same instances; a restarted instance counts from zero. */
export function httpRates(before: readonly Sample[], after: readonly Sample[], seconds: number): HttpRates {
  const earlier = new Map(before.filter(isOurs).map((sample) => [keyOf(sample), sample.value]));
  const buckets = new Map<number, number>();
  let count = 0;
  let errors = 0;
  for (const sample of after) {
    if (!isOurs(sample)) continue;
    const was = earlier.get(keyOf(sample)) ?? 0;
    const delta = sample.value >= was ? sample.value - was : sample.value;
    if (sample.name === `${duration}_count`) {
      count += delta;
      if (Number(sample.labels['status']) >= 500) errors += delta;
    } else if (sample.name === `${duration}_bucket`) {
      const upTo = sample.labels['le'] === '+Inf' ? Infinity : Number(sample.labels['le']);
      buckets.set(upTo, (buckets.get(upTo) ?? 0) + delta);
    }
  }
  return {
    requestsPerSecond: count / seconds,
    p95Ms: count === 0 ? null : quantile(0.95, buckets) * 1000,
    errorPercent: count === 0 ? null : (errors / count) * 100,
  };
}

/** Linear within its bucket, as Prometheus' histogram_quantile does. The open last bucket answers its lower bound. */
function quantile(rank: number, cumulative: Map<number, number>): number {
  const bounds = [...cumulative.entries()].sort(([a], [b]) => a - b);
  const total = bounds.at(-1)?.[1] ?? 0;
  const wanted = rank * total;
  let below = 0;
  let belowCount = 0;
  for (const [bound, reached] of bounds) {
    if (reached >= wanted) {
      if (bound === Infinity) return below;
      return reached === belowCount
        ? bound
        : below + ((bound - below) * (wanted - belowCount)) / (reached - belowCount);
    }
    below = bound;
    belowCount = reached;
  }
  return below;
}

function isOurs({ name, labels }: Sample): boolean {
  return name.startsWith(duration) && !ownRoutes.has(labels['route'] ?? '');
}

function keyOf({ name, labels }: Sample): string {
  return `${name} ${labels['instance'] ?? ''} ${labels['method'] ?? ''} ${labels['route'] ?? ''} ${labels['status'] ?? ''} ${labels['le'] ?? ''}`;
}
