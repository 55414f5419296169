import { createLoadClient } from '../lab/load/load-client.ts';
import { runScenario } from '../lab/load/run-scenario.ts';
import { scenarioSchema } from '../lab/load/scenario.ts';

/** The argument, as JSON: what this process, the engine and nothing else, is to do. */
export interface EngineOrder {
  url: string;
  connections: number;
  seconds: number;
  /** journeys a second, by schedule; without it as many as the connections allow */
  rate?: number;
}

/** What it prints, as JSON; milliseconds. */
export interface EngineResult {
  completed: number;
  failed: number;
  seconds: number;
  p50: number;
  p99: number;
}

const order = JSON.parse(process.argv[2] ?? '') as EngineOrder;
const client = createLoadClient(order.url, { connections: order.connections, timeoutMs: 10_000 });
const rate = order.rate ?? 1;
const result = await runScenario({
  scenario: scenarioSchema.parse({
    name: 'bench',
    description: 'One request a journey.',
    phases: [{ name: 'steady', seconds: order.seconds, from: rate, to: rate }],
    journeys: [{ journey: 'challenge', params: { service: 'users' } }],
    thresholds: ['errors<1%'],
  }),
  target: order.url,
  client,
  data: { customers: [], events: [], sale: null, rush: null, cardNumber: '', adminToken: null },
  audience: null,
  vus: order.rate === undefined ? order.connections : null,
  random: Math.random,
  signal: new AbortController().signal,
  onProgress: () => undefined,
});
client.close();
const { completed, failed, durationSeconds, all } = result;
const { p50 = Number.NaN, p99 = Number.NaN } = all.percentiles;
process.stdout.write(JSON.stringify({ completed, failed, seconds: durationSeconds, p50, p99 } satisfies EngineResult));
