import { createLogger } from '../src/telemetry/logger.ts';
import { createMetrics } from '../src/telemetry/metrics.ts';
import { parseConfig } from '../src/config/parse-config.ts';
import { uuidv7 } from '../src/telemetry/ids.ts';

export interface LogLine {
  event?: string;
  msg?: string;
  [field: string]: unknown;
}

/** What the data layer needs of a kit, without the HTTP side of it; remembers what was logged and registered. */
export function createDataKit(settings: { topicPrefix?: string; brokers?: string; instance?: string } = {}) {
  const { topicPrefix = '', brokers = '127.0.0.1:1', instance = 'user-service-1' } = settings;
  const logged: LogLine[] = [];
  const checks = new Map<string, () => Promise<void>>();
  const remember = (name: string, check: () => Promise<void>) => void checks.set(name, check);
  return {
    name: 'user-service' as const,
    instance,
    config: parseConfig({}, { KAFKA_BROKERS: brokers, TOPIC_PREFIX: topicPrefix }),
    log: createLogger({
      service: 'user-service',
      instance,
      level: 'info',
      destination: { write: (line) => void logged.push(JSON.parse(line) as LogLine) },
    }),
    metrics: createMetrics('user-service', instance),
    health: {
      addReadiness: remember,
      addDependency: remember,
      unreadiness: () => Promise.resolve([]),
      report: () => Promise.reject(new Error('not part of this kit')),
      markStarted: () => undefined,
      markDraining: () => undefined,
      draining: false,
      close: () => undefined,
    },
    clock: () => new Date(),
    newId: () => uuidv7(Date.now()),
    logged,
    checks,
  };
}

/** The value of a metric with exactly these labels besides service and instance. */
export async function metricValue(
  kit: Pick<ReturnType<typeof createDataKit>, 'metrics'>,
  name: string,
  labels: Record<string, string> = {},
): Promise<number | undefined> {
  const metric = await kit.metrics.registry.getSingleMetric(name)?.get();
  return metric?.values.find((value) => Object.entries(labels).every(([key, text]) => value.labels[key] === text))
    ?.value;
}
