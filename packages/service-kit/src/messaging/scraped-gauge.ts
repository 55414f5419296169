import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import type { Metrics } from '../telemetry/metrics.ts';

export interface Reading {
  labels: Record<string, string>;
  value: number;
}

type Read = () => Promise<Reading[]>;

const patienceMs = 300;
const readers = new WeakMap<Registry, Map<string, Read[]>>();

/**
 * A gauge whose values `read` fetches from a store when it is scraped; several readers may feed one name. A slow or
 * failing store never holds up the scrape: the last known values stay. All replicas report the same number, so aggregate
 * with max, not sum.
 */
export function scrapedGauge(metrics: Metrics, name: string, help: string, labelNames: string[], read: Read): void {
  const ofRegistry = readers.get(metrics.registry) ?? new Map<string, Read[]>();
  readers.set(metrics.registry, ofRegistry);
  const known = ofRegistry.get(name);
  if (known !== undefined) {
    known.push(read);
    return;
  }
  const reads = [read];
  ofRegistry.set(name, reads);
  let reading: Promise<void> | undefined;
  new Gauge({
    name,
    help,
    labelNames,
    registers: [metrics.registry],
    async collect() {
      reading ??= readAll(this, reads).finally(() => (reading = undefined));
      await Promise.race([reading, sleep(patienceMs, undefined, { ref: false })]);
    },
  });
}

async function readAll(gauge: Gauge, reads: Read[]): Promise<void> {
  await Promise.allSettled(
    reads.map(async (read) => {
      for (const { labels, value } of await read()) gauge.set(labels, value);
    }),
  );
}
