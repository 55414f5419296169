import { scrapedGauge } from '@ticketlab/service-kit/messaging/scraped-gauge';
import type { Metrics } from '@ticketlab/service-kit/telemetry/metrics';
import { knownInvariants } from './domain/invariants.ts';

export interface OrderMetrics {
  /** An order has reached the state. */
  countOrder(state: string): void;
  /** Replaces the violations known so far. */
  setViolations(violations: readonly { invariant: string; count: number }[]): void;
}

export function createOrderMetrics(metrics: Metrics): OrderMetrics {
  const orders = metrics.counter('orders_total', 'Orders that reached a state', ['state']);
  const violated = metrics.gauge(
    'invariant_violations',
    'Things that an invariant of the system does not hold for; all replicas report the same, so aggregate with max',
    ['invariant'],
  );
  return {
    countOrder: (state) => orders.inc({ state }),
    setViolations(violations) {
      violated.reset();
      for (const invariant of knownInvariants) violated.set({ invariant }, 0);
      for (const { invariant, count } of violations) violated.set({ invariant }, count);
    },
  };
}

/** Tells at every scrape how old the findings are: a check that never completes leaves the gauges as they were. */
export function measureReconciler(metrics: Metrics, ageSeconds: () => Promise<number>): void {
  scrapedGauge(
    metrics,
    'reconciler_last_success_age_seconds',
    'Time since the last complete check of the invariants; all replicas report the same, so aggregate with max',
    [],
    async () => [{ labels: {}, value: await ageSeconds() }],
  );
}
