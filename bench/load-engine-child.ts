import { createRequire } from 'node:module';
import { z } from 'zod';
import { createLoadClient } from '../lab/load/load-client.ts';
import { runScenario } from '../lab/load/run-scenario.ts';
import { scenarioSchema } from '../lab/load/scenario.ts';
import { ownCpuMicros } from './cpu-time.ts';

/** The argument, as JSON: what this process, and nothing else, is to do. */
export interface EngineOrder {
  engine: 'ours' | 'autocannon';
  /** without a path */
  url: string;
  connections: number;
  seconds: number;
  /** requests a second; without it as many as the connections allow */
  rate?: number;
}

/** What it prints, as JSON. */
export interface EngineResult {
  completed: number;
  failed: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** of this process while the load lasted: starting up is not what is compared */
  cpuMicros: number;
}

type Outcome = Omit<EngineResult, 'cpuMicros'>;

const path = '/api/users/challenge/cpu-intensive?';

const autocannonResultSchema = z.object({
  duration: z.number(),
  errors: z.number(),
  non2xx: z.number(),
  '2xx': z.number(),
  latency: z.object({ p50: z.number(), p99: z.number() }),
});

const order = JSON.parse(process.argv[2] ?? '') as EngineOrder;
const load = order.engine === 'ours' ? ours(order) : autocannon(order);
const before = ownCpuMicros();
const outcome = await load();
const result: EngineResult = { ...outcome, cpuMicros: ownCpuMicros() - before };
process.stdout.write(JSON.stringify(result));

/** One request a journey, with everything that a journey has: choice, parameters, histograms. */
function ours({ url, connections, seconds, rate }: EngineOrder): () => Promise<Outcome> {
  const client = createLoadClient(url, { connections, timeoutMs: 10_000 });
  const perSecond = rate ?? 1;
  const scenario = scenarioSchema.parse({
    name: 'bench',
    description: 'One request a journey.',
    phases: [{ name: 'steady', seconds, from: perSecond, to: perSecond }],
    journeys: [{ journey: 'challenge', params: { service: 'users' } }],
    thresholds: ['errors<1%'],
  });
  return async () => {
    const { completed, failed, durationSeconds, all } = await runScenario({
      scenario,
      target: url,
      client,
      data: { customers: [], events: [], sale: null, rush: null, cardNumber: '', adminToken: null },
      audience: null,
      vus: rate === undefined ? connections : null,
      random: Math.random,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    client.close();
    const { p50 = Number.NaN, p99 = Number.NaN } = all.percentiles;
    return { completed, failed, seconds: durationSeconds, p50Ms: p50, p99Ms: p99 };
  };
}

/** The same path, so that the requests are of one size. */
function autocannon({ url, connections, seconds, rate }: EngineOrder): () => Promise<Outcome> {
  const run = createRequire(import.meta.url)('autocannon') as (options: object) => Promise<unknown>;
  return async () => {
    const limits = rate === undefined ? {} : { overallRate: rate };
    const found = await run({ url: url + path, connections, duration: seconds, ...limits });
    const { duration, errors, non2xx, '2xx': completed, latency } = autocannonResultSchema.parse(found);
    return { completed, failed: errors + non2xx, seconds: duration, p50Ms: latency.p50, p99Ms: latency.p99 };
  };
}
