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
