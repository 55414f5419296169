import type { Logger } from '../telemetry/logger.ts';
import { logEvent } from '../telemetry/log-events.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Breaker } from './breaker.ts';

const values = { closed: 0, 'half-open': 1, open: 2 } as const;
const events = { closed: 'breaker-closed', 'half-open': 'breaker-half-open', open: 'breaker-opened' } as const;

/** Shows a breaker's state as a metric and logs its changes. */
export function reportBreaker(kit: { readonly log: Logger; readonly metrics: Metrics }, breaker: Breaker): void {
  const { upstream } = breaker;
  const gauge = kit.metrics
    .gauge('circuit_breaker_state', 'Breaker of an upstream: 0 closed, 1 half-open, 2 open', ['upstream'])
    .labels(upstream);
  gauge.set(values.closed);
  breaker.onChange(({ state }) => {
    gauge.set(values[state]);
    logEvent(kit.log, events[state], { upstream });
  });
}
