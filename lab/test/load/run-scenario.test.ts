import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLoadClient } from '../../load/load-client.ts';
import { runScenario } from '../../load/run-scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../load/scenario.ts';
import type { RunSummary } from '../../load/summary.ts';
import { parseThreshold } from '../../load/thresholds.ts';
import { judge } from '../../load/verdict.ts';
import { serve as startServer, type TestServer } from './http-server.ts';

let running: TestServer;

afterEach(() => running.close());

async function serve(handler: RequestListener): Promise<string> {
  running = await startServer(handler);
  return running.url;
}

const answer: RequestListener = (_req, res) => void res.setHeader('content-type', 'application/json').end('{}');

interface Wish {
  scenario: Partial<ScenarioInput>;
  vus?: number;
  signal?: AbortSignal;
}

async function run(target: string, { scenario, vus, signal }: Wish): Promise<RunSummary> {
  const client = createLoadClient(target, { connections: 64, timeoutMs: 5_000 });
  try {
    const result = await runScenario({
      scenario: scenarioSchema.parse({
        name: 'probe',
        description: 'a test',
        journeys: [{ journey: 'challenge' }],
        thresholds: ['p95<100'],
        ...scenario,
      }),
      target,
      client,
      data: { customers: [], events: [], sale: null, rush: null, cardNumber: '', adminToken: null },
      audience: null,
      vus: vus ?? null,
      random: () => 0.5,
      signal: signal ?? new AbortController().signal,
      onProgress: () => undefined,
    });
    return { ...result, invariants: null, breaker: null, sale: null, machine: null };
  } finally {
    client.close();
  }
}

const steady = (rate: number, seconds: number) => ({ name: 'steady', seconds, from: rate, to: rate });

/** Answers at once, except that from the fiftieth request on it answers nobody for a second. */
function stalling(): RequestListener {
  let stalled: Promise<void> | undefined;
  let requests = 0;
  return (req, res) => {
    requests += 1;
    if (requests === 50) stalled = new Promise((over) => setTimeout(over, 1_000));
    void (stalled ?? Promise.resolve()).then(() => answer(req, res));
  };
}

describe('an open model', () => {
  it('shows a stall of a second in every journey that was due during it', async () => {
    const summary = await run(await serve(stalling()), { scenario: { phases: [steady(50, 2)] } });
    // half of the hundred journeys are due within the second of the stall, evenly: a closed loop would show one
    expect(summary.started).toBe(100);
    expect(summary.all.percentiles['p99']).toBeGreaterThan(900);
    expect(summary.all.percentiles['p75']).toBeGreaterThan(300);
    expect(summary.all.percentiles['p50']).toBeLessThan(600);
  });

  it('shows it also when the generator has no connection left to send on: latency counts from when a journey was due', async () => {
    const target = await serve(stalling());
    const client = createLoadClient(target, { connections: 1, timeoutMs: 5_000 });
    const result = await runScenario({
      scenario: scenarioSchema.parse({
        name: 'probe',
        description: 'a test',
        phases: [steady(50, 2)],
        journeys: [{ journey: 'challenge' }],
        thresholds: ['p95<100'],
      }),
      target,
      client,
      data: { customers: [], events: [], sale: null, rush: null, cardNumber: '', adminToken: null },
      audience: null,
      vus: null,
      random: () => 0.5,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    client.close();
    expect(result.all.percentiles['p99']).toBeGreaterThan(900);
    expect(result.all.percentiles['p75']).toBeGreaterThan(300);
  });

  it('counts errors by problem, those made on purpose apart', async () => {
    let requests = 0;
    const target = await serve((_req, res) => {
      requests += 1;
      res.statusCode = requests % 2 === 0 ? 500 : 503;
      if (requests % 2 === 0) res.setHeader('x-lab-fault', 'probe');
      res.setHeader('content-type', 'application/problem+json');
      res.end(JSON.stringify({ type: requests % 2 === 0 ? '/problems/simulated-failure' : '/problems/circuit-open' }));
    });
    const summary = await run(target, { scenario: { phases: [steady(20, 1)] } });
    expect(summary.errors.map(({ type, injected, count }) => ({ type, injected, count }))).toEqual(
      expect.arrayContaining([
        { type: '500 simulated-failure', injected: true, count: 10 },
        { type: '503 circuit-open', injected: false, count: 10 },
      ]),
    );
    expect(summary).toMatchObject({ completed: 0, failed: 10, errorRate: 0.5, injectedRate: 0.5 });
    expect(judge(summary, [parseThreshold('p95<100')]).kind).toBe('failed');
  });

  it('tells phases apart, and lets a phase have journeys and parameters of its own', async () => {
    const paths: string[] = [];
    const target = await serve((req, res) => {
      paths.push(req.url ?? '');
      answer(req, res);
    });
    const summary = await run(target, {
      scenario: {
        phases: [
          { name: 'one', seconds: 0.2, from: 10, to: 10, params: { cpuMs: 7 } },
          { name: 'two', seconds: 0.3, from: 10, to: 10, journeys: [{ journey: 'smoke' }] },
        ],
      },
    });
    expect(summary.phases.map(({ name, started, completed }) => [name, started, completed])).toEqual([
      ['one', 2, 2],
      ['two', 3, 3],
    ]);
    expect(paths.filter((path) => path === '/api/users/challenge/cpu-intensive?cpuMs=7')).toHaveLength(2);
    expect(paths.filter((path) => path === '/api/chat/health')).toHaveLength(3);
  });

  it('ends early but in order when told to', async () => {
    const target = await serve(answer);
    const stop = new AbortController();
    running.server.once('request', () => setImmediate(() => stop.abort()));
    const summary = await run(target, { scenario: { phases: [steady(50, 60)] }, signal: stop.signal });
    expect(summary.generator.interrupted).toBe(true);
    expect(summary.completed).toBe(summary.started);
    expect(judge(summary, [parseThreshold('p95<5000')]).kind).toBe('inconclusive');
  });
});

describe('a stress run', () => {
  it('raises the rate until a limit is missed, reports the knee, and goes on to its phases', async () => {
    // one at a time, 20 ms each: fifty a second is all that it can do
    let last = Promise.resolve();
    const target = await serve((req, res) => {
      last = last.then(() => new Promise((done) => setTimeout(done, 20)));
      void last.then(() => answer(req, res));
    });
    const summary = await run(target, {
      scenario: {
        stress: { from: 20, factor: 2, upTo: 640, seconds: 1, until: ['p95<250'] },
        phases: [{ name: 'recovery', seconds: 0.5, from: 10, to: 10 }],
        thresholds: ['knee>10'],
      },
    });
    const { knee } = summary;
    expect(knee).toMatchObject({ byGenerator: false });
    expect([20, 40]).toContain(knee?.rate);
    expect(knee?.brokeAt).toBe((knee?.rate ?? 0) * 2);
    expect(knee?.because).toMatch(/^p95<250 was missed: \d+\.\d ms$/);
    expect(summary.phases.map(({ name }) => name).at(-1)).toBe('recovery');
    expect(summary.started).toBeLessThan(250);
  });

  it('that bears every step says so', async () => {
    const stress = { from: 10, factor: 2, upTo: 20, seconds: 1, until: ['errors<1%'] };
    const { knee } = await run(await serve(answer), { scenario: { stress } });
    expect(knee).toEqual({ rate: 20, brokeAt: null, because: null, byGenerator: false });
  });
});

describe('a closed model', () => {
  it('hides a stall: its one visitor waits once and then goes on', async () => {
    const summary = await run(await serve(stalling()), { scenario: { phases: [steady(1, 2)] }, vus: 1 });
    expect(summary.all.percentiles['max']).toBeGreaterThan(900);
    expect(summary.all.percentiles['p90']).toBeLessThan(300);
  });

  it('keeps so many visitors at once, fewer where the scenario ramps, and is named as such', async () => {
    let now = 0;
    let most = 0;
    const target = await serve((req, res) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        answer(req, res);
      }, 20);
    });
    const summary = await run(target, { scenario: { phases: [steady(1, 0.6)] }, vus: 4 });
    expect(summary).toMatchObject({ model: 'closed', vus: 4, failed: 0 });
    expect(most).toBe(4);
    expect(summary.completed).toBeGreaterThan(30);
    expect(summary.completed).toBe(summary.started);
  });
});
