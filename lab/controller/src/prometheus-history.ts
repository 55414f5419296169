import type { HistoryPoint } from '@ticketlab/contracts/http/lab';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { z } from 'zod';

const own = 'route!~"/healthz|/readyz|/health|/metrics|/info"';
const requests = `http_request_duration_seconds_count{${own}}`;

/** By service; what the observer reads off the instances, asked of Prometheus. */
const ofServices = {
  requestsPerSecond: `sum by (service) (rate(${requests}[1m]))`,
  p95Ms: `1000 * histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket{${own}}[1m])))`,
  errorPercent: `100 * sum by (service) (rate(http_request_duration_seconds_count{${own},status=~"5.."}[1m])) / sum by (service) (rate(${requests}[1m]))`,
  cpuMillicores: '1000 * sum by (service) (rate(process_cpu_seconds_total[1m]))',
  memoryBytes: 'max by (service) (process_resident_memory_bytes)',
  ready: 'count by (service) (process_start_time_seconds)',
  breaker: 'label_replace(max by (upstream) (circuit_breaker_state), "service", "$1", "upstream", "(.*)")',
} as const;

const ofAll = {
  outboxPending: 'sum(max by (service) (outbox_pending))',
  consumerLag: 'sum(max by (topic, group) (kafka_consumer_lag))',
  deadLetters: 'sum(max by (topic) (dlq_depth))',
  invariantViolations: 'sum(max by (invariant) (invariant_violations))',
} as const;

const answerSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) }),
    ),
  }),
});
type Series = z.output<typeof answerSchema>['data']['result'];

const breakerStates = ['closed', 'half-open', 'open'] as const;
const timeoutMs = 5_000;

/** Where to look and how far apart the points are; times in milliseconds since 1970. */
interface Range {
  from: number;
  to: number;
  stepSeconds: number;
}

/**
 * History from Prometheus' range queries (https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries).
 * @throws {ProblemError} `service-unavailable` when it does not answer or answers something else
 */
export async function readPrometheusHistory(baseUrl: string, range: Range): Promise<HistoryPoint[]> {
  const ask = async <K extends string>(queries: Record<K, string>) => {
    const entries = Object.entries<string>(queries).map(async ([name, query]) => [
      name,
      await rangeOf(baseUrl, query, range),
    ]);
    return Object.fromEntries(await Promise.all(entries)) as Record<K, Series>;
  };
  const [services, all] = await Promise.all([ask(ofServices), ask(ofAll)]);
  const names = [...new Set(services.ready.map(({ metric }) => metric['service'] ?? ''))].sort();
  const points: HistoryPoint[] = [];
  for (let at = range.from; at <= range.to; at += range.stepSeconds * 1000) {
    const of = (name: keyof typeof ofServices, service: string) =>
      valueAt(
        services[name].find(({ metric }) => metric['service'] === service),
        at,
      );
    const sum = (name: keyof typeof ofAll) => Math.round(valueAt(all[name][0], at) ?? 0);
    points.push({
      at: new Date(at).toISOString(),
      services: names.map((service) => ({
        service,
        ready: of('ready', service) ?? 0,
        desired: of('ready', service) ?? 0,
        cpuMillicores: of('cpuMillicores', service),
        memoryBytes: of('memoryBytes', service) ?? 0,
        requestsPerSecond: of('requestsPerSecond', service) ?? 0,
        p95Ms: of('p95Ms', service),
        errorPercent: of('errorPercent', service),
        breaker: breakerStates[of('breaker', service) ?? -1] ?? null,
      })),
      outboxPending: sum('outboxPending'),
      consumerLag: sum('consumerLag'),
      deadLetters: sum('deadLetters'),
      invariantViolations: sum('invariantViolations'),
    });
  }
  return points;
}

async function rangeOf(baseUrl: string, query: string, { from, to, stepSeconds }: Range): Promise<Series> {
  const params = new URLSearchParams({
    query,
    start: String(from / 1000),
    end: String(to / 1000),
    step: String(stepSeconds),
  });
  try {
    const response = await fetch(`${baseUrl}/api/v1/query_range?${params.toString()}`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    return answerSchema.parse(await response.json()).data.result;
  } catch {
    throw new ProblemError('service-unavailable', `Prometheus does not answer at ${baseUrl} as it should.`, {
      retryAfter: 10,
    });
  }
}

/** Null where there is no sample, or no number. */
function valueAt(series: Series[number] | undefined, at: number): number | null {
  const sample = series?.values.find(([seconds]) => Math.abs(seconds * 1000 - at) < 1);
  const value = sample === undefined ? NaN : Number(sample[1]);
  return Number.isFinite(value) ? value : null;
}
