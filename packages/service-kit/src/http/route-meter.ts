import type { Metrics } from '../telemetry/metrics.ts';

/** Observes the duration of one route's requests, its labels bound once. */
export interface RouteMeter {
  /** The route template, never a path. */
  readonly template: string;
  observe(status: number, seconds: number): void;
}

/** @param template e.g. `/api/orders/:id`; there must be few of them */
export function createRouteMeter(metrics: Metrics, method: string, template: string): RouteMeter {
  const byStatus = new Map<number, { observe(seconds: number): void }>();
  return {
    template,
    observe(status, seconds) {
      let bound = byStatus.get(status);
      if (bound === undefined) {
        bound = metrics.httpDuration.labels(method.toUpperCase(), template, String(status));
        byStatus.set(status, bound);
      }
      bound.observe(seconds);
    },
  };
}
