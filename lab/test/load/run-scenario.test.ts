import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLoadClient } from '../../load/load-client.ts';
import { runScenario } from '../../load/run-scenario.ts';
import { parseScenario } from '../../load/scenario.ts';
import type { RunSummary } from '../../load/summary.ts';
import { parseThreshold } from '../../load/thresholds.ts';
import { judge } from '../../load/verdict.ts';

let server: Server;

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
  server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const scenario = (phases: object[], params: object = {}) =>
  parseScenario(
    {
      name: 'probe',
      description: 'a test',
      phases,
      journeys: [{ journey: 'challenge', params }],
      thresholds: ['p95<100'],
    },
    'test',
  );

async function run(target: string, phases: object[], signal = new AbortController().signal): Promise<RunSummary> {
  const client = createLoadClient(target, { connections: 64, timeoutMs: 5_000 });
  try {
    const result = await runScenario({
      scenario: scenario(phases),
      target,
      client,
      data: { customers: [], events: [], saleEvent: { id: '', tierId: '' } },
      random: () => 0.5,
      signal,
      onProgress: () => undefined,
    });
    return { ...result, invariants: null, breaker: null };
  } finally {
    await client.close();
  }
}

describe('a run', () => {
  it('shows a stall of a second in every journey that was due during it', async () => {
    let stalled: Promise<void> | undefined;
    let requests = 0;
    const target = await serve((_req, res) => {
      requests += 1;
      if (requests === 50) stalled = new Promise((over) => setTimeout(over, 1_000));
      void (stalled ?? Promise.resolve()).then(() => res.setHeader('content-type', 'application/json').end('{}'));
    });
    const summary = await run(target, [{ name: 'steady', seconds: 2, from: 50, to: 50 }]);
    // half of the hundred journeys are due within the second of the stall, evenly: a closed loop would show one
    expect(summary.started).toBe(100);
    expect(summary.all.percentiles['p99']).toBeGreaterThan(900);
    expect(summary.all.percentiles['p75']).toBeGreaterThan(300);
    expect(summary.all.percentiles['p50']).toBeLessThan(300);
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
    const summary = await run(target, [{ name: 'steady', seconds: 1, from: 20, to: 20 }]);
    expect(summary.errors.map(({ type, injected, count }) => ({ type, injected, count }))).toEqual(
      expect.arrayContaining([
        { type: '500 simulated-failure', injected: true, count: 10 },
        { type: '503 circuit-open', injected: false, count: 10 },
      ]),
    );
    expect(summary).toMatchObject({ completed: 0, failed: 10, errorRate: 0.5, injectedRate: 0.5 });
    expect(judge(summary, [parseThreshold('p95<100')]).kind).toBe('failed');
  });

  it('ends early but in order when told to', async () => {
    const target = await serve((_req, res) => res.setHeader('content-type', 'application/json').end('{}'));
    const stop = new AbortController();
    server.once('request', () => setImmediate(() => stop.abort()));
    const summary = await run(target, [{ name: 'long', seconds: 60, from: 50, to: 50 }], stop.signal);
    expect(summary.generator.interrupted).toBe(true);
    expect(summary.completed).toBe(summary.started);
    expect(judge(summary, [parseThreshold('p95<5000')]).kind).not.toBe('passed');
  });
});
