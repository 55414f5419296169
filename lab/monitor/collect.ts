import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import type { LabState, ServiceState } from '../supervisor/state.ts';
import { flowsBetween } from './flows.ts';
import { httpRates } from './http-rates.ts';
import { maxBy, parsePrometheusText, type Sample } from './prometheus-text.ts';
import { sloStatus } from './slo.ts';
import type { ServiceRow, Snapshot } from './snapshot.ts';

const scrapeTimeoutMs = 1_000;

interface Scrape {
  at: number;
  byService: Map<string, Sample[]>;
}

/** Scrapes every ready instance of every service, all at once; one that does not answer is left out. */
async function scrape(state: LabState): Promise<Scrape> {
  const at = performance.now();
  const entries = await Promise.all(
    state.services.map(async (service): Promise<[string, Sample[]]> => {
      const samples = await Promise.all(
        service.instances.map(async ({ port }) => (port === null ? [] : scrapeInstance(port))),
      );
      return [service.name, samples.flat()];
    }),
  );
  return { at, byService: new Map(entries) };
}

async function scrapeInstance(port: number): Promise<Sample[]> {
  try {
    const { body } = await request(`http://127.0.0.1:${port}/metrics`, {
      signal: AbortSignal.timeout(scrapeTimeoutMs),
    });
    return parsePrometheusText(await body.text());
  } catch {
    return [];
  }
}

/** Takes snapshots; rates are those since the one before, the first of them over one second. */
export function createCollector(readState: () => Promise<LabState>) {
  let last: Scrape | undefined;
  return async (): Promise<Snapshot> => {
    if (last === undefined) {
      last = await scrape(await readState());
      await wait(1_000);
    }
    const state = await readState();
    const before = last;
    const now = await scrape(state);
    last = now;
    return toSnapshot(state, before, now);
  };
}

const breakerStates = ['closed', 'half-open', 'open'] as const;

function toSnapshot(state: LabState, before: Scrape, now: Scrape): Snapshot {
  const seconds = (now.at - before.at) / 1000;
  const all = [...now.byService.values()].flat();
  const breakers = maxBy(
    now.byService.get('api-gateway') ?? [],
    'circuit_breaker_state',
    ({ upstream = '' }) => upstream,
  );
  const pending = maxBy(all, 'outbox_pending', ({ service = '' }) => service);
  const oldest = maxBy(all, 'outbox_oldest_age_seconds', ({ service = '' }) => service);
  return {
    at: new Date().toISOString(),
    phase: state.phase,
    services: state.services.map((service) => ({
      ...toRow(service),
      ...httpRates(before.byService.get(service.name) ?? [], now.byService.get(service.name) ?? [], seconds),
      breaker: breakerStates[breakers.get(service.name) ?? -1] ?? null,
    })),
    stores: state.stores.map(({ name, phase, usage, reason }) => ({
      name,
      phase,
      cpuMillicores: usage?.cpuMillicores ?? null,
      memoryBytes: usage?.memoryBytes ?? 0,
      reason,
    })),
    consumerLag: [...maxBy(all, 'kafka_consumer_lag', ({ topic = '', group = '' }) => `${topic} ${group}`)].map(
      ([key, lag]) => {
        const [topic = '', group = ''] = key.split(' ');
        return { topic, group, lag };
      },
    ),
    outbox: [...pending].map(([service, count]) => ({
      service,
      pending: count,
      oldestSeconds: oldest.get(service) ?? 0,
    })),
    deadLetters: [...maxBy(all, 'dlq_depth', ({ topic = '' }) => topic)].map(([topic, depth]) => ({ topic, depth })),
    faults: [...maxBy(all, 'lab_faults_active', ({ kind = '' }) => kind)].map(([kind, active]) => ({ kind, active })),
    invariants: [...maxBy(all, 'invariant_violations', ({ invariant = '' }) => invariant)].map(
      ([invariant, violations]) => ({
        invariant,
        violations,
      }),
    ),
    slos: sloStatus(now.byService.get('api-gateway') ?? []),
    flows: flowsBetween(before.byService, now.byService, seconds),
  };
}

function toRow({
  name,
  desired,
  memoryLimitBytes,
  instances,
}: ServiceState): Omit<ServiceRow, 'breaker' | 'requestsPerSecond' | 'p95Ms' | 'errorPercent'> {
  const cpu = instances.map(({ usage }) => usage?.cpuMillicores ?? null).filter((value) => value !== null);
  return {
    name,
    ready: instances.filter(({ phase }) => phase === 'ready').length,
    desired,
    cpuMillicores: cpu.length === 0 ? null : cpu.reduce((sum, value) => sum + value, 0),
    memoryBytes: Math.max(0, ...instances.map(({ usage }) => usage?.memoryBytes ?? 0)),
    memoryLimitBytes,
    restarts: instances.reduce((sum, { restarts }) => sum + restarts, 0),
    reason: instances.find(({ phase }) => phase !== 'ready')?.reason ?? null,
  };
}
