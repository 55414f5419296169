import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Health } from '@ticketlab/contracts/http/health';
import type { Metrics } from '../telemetry/metrics.ts';

export type Usage = Health['usage'];

/** What this process may use, as its manifest says. */
export interface UsageLimits {
  readonly CPU_LIMIT_MILLICORES?: number | undefined;
  readonly MEMORY_LIMIT_MB?: number | undefined;
}

const windowMs = 5_000;
const resolutionMs = 20;

/** Measures this process; `read` is cheap and covers the last one or two five-second windows. */
export function createUsageMeter(
  metrics: Metrics,
  { CPU_LIMIT_MILLICORES: cpuLimit, MEMORY_LIMIT_MB: memoryLimit }: UsageLimits = {},
): { read(): Promise<Usage>; close(): void } {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let start = { cpu: process.cpuUsage(), at: performance.now() };
  let lastLagMs = 0;

  function lagNow(): number {
    return delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - resolutionMs);
  }

  let previous = start;
  const timer = setInterval(() => {
    previous = start;
    start = { cpu: process.cpuUsage(), at: performance.now() };
    lastLagMs = lagNow();
    delay.reset();
  }, windowMs);
  timer.unref();

  return {
    async read() {
      const { user, system } = process.cpuUsage(previous.cpu);
      const elapsedMs = Math.max(1, performance.now() - previous.at);
      const memory = process.memoryUsage();
      return {
        cpuMillicores: Math.round((user + system) / elapsedMs),
        cpuLimitMillicores: cpuLimit ?? null,
        rssBytes: memory.rss,
        memoryLimitBytes: memoryLimit === undefined ? null : memoryLimit * 1_048_576,
        heapUsedBytes: memory.heapUsed,
        heapLimitBytes: getHeapStatistics().heap_size_limit,
        eventLoopLagMs: Math.round(Math.max(lastLagMs, lagNow()) * 10) / 10,
        dbPool: await readPool(metrics),
      };
    },
    close() {
      clearInterval(timer);
      delay.disable();
    },
  };
}

/** From the pool's own gauge, so that health and metrics never disagree. */
async function readPool(metrics: Metrics): Promise<Usage['dbPool']> {
  const gauge = await metrics.registry.getSingleMetric('db_pool_connections')?.get();
  if (gauge === undefined) return null;
  const value = (state: string) => gauge.values.find(({ labels }) => labels['state'] === state)?.value ?? 0;
  return {
    total: value('active') + value('idle'),
    idle: value('idle'),
    waiting: value('waiting'),
    max: value('max'),
  };
}
