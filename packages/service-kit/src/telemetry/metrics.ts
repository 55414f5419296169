import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of one process. Names use base units; label values are bounded (route templates, never paths). */
export interface Metrics {
  readonly registry: Registry;
  readonly httpDuration: Histogram<'method' | 'route' | 'status'>;
  /** Requests being answered now; `http_requests_in_flight` shows the count. */
  readonly httpInFlight: { count: number };
  counter<L extends string = never>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<L extends string = never>(name: string, help: string, labels?: readonly L[]): Gauge<L>;
  histogram<L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    buckets?: number[],
  ): Histogram<L>;
}

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10];

/** A registry with the process defaults and the HTTP metrics. Asking twice for a name yields the same metric. */
export function createMetrics(service: string, instance: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service, instance });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });

  function once<M>(name: string, create: () => M): M {
    const known = registry.getSingleMetric(name) as M | undefined;
    return known ?? create();
  }

  const metrics: Omit<Metrics, 'httpDuration' | 'httpInFlight'> = {
    registry,
    counter: <L extends string = never>(name: string, help: string, labels: readonly L[] = []) =>
      once(name, () => new Counter<L>({ name, help, labelNames: labels, registers: [registry] })),
    gauge: <L extends string = never>(name: string, help: string, labels: readonly L[] = []) =>
      once(name, () => new Gauge<L>({ name, help, labelNames: labels, registers: [registry] })),
    histogram: <L extends string = never>(
      name: string,
      help: string,
      labels: readonly L[] = [],
      buckets: number[] = secondsBuckets,
    ) => once(name, () => new Histogram<L>({ name, help, labelNames: labels, buckets, registers: [registry] })),
  };
  const httpInFlight = { count: 0 };
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests being answered',
    registers: [registry],
    collect() {
      this.set(httpInFlight.count);
    },
  });
  return {
    ...metrics,
    httpInFlight,
    httpDuration: metrics.histogram('http_request_duration_seconds', 'Time to answer a request', [
      'method',
      'route',
      'status',
    ] as const),
  };
}
