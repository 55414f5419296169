import { ticketPageSchema } from '@ticketlab/contracts/http/tickets';
import { readInvariants } from '../lab/load/invariants.ts';
import { reconcilerOf } from '../lab/load/local-reconciler.ts';
import { purchase } from '../lab/load/journeys/purchase.ts';
import type { JourneyHttp, LoadData } from '../lab/load/journey.ts';
import { createLoadClient, type LoadClient } from '../lab/load/load-client.ts';
import { adminOf, nodeMeans, nodeSetting } from '../lab/load/node-setting.ts';
import { prepareLoadData } from '../lab/load/prepare/load-data.ts';
import { createRecorder } from '../lab/load/recorder.ts';
import { runScenario } from '../lab/load/run-scenario.ts';
import { scenarioSchema } from '../lab/load/scenario.ts';
import { demoAccounts } from '../lab/runtimes/local/accounts.ts';
import { createDirectPurchase } from './direct-purchase.ts';
import { type BenchOptions, createReport, quantile, type Report } from './report.ts';
import { createTemporaryLab } from './temporary-lab.ts';

export const about = 'whole purchases to a ticket in a deployed lab, against the same SQL driven directly through pg';

const buyersAtOnce = 40;
const seconds = 8;
const placesNeeded = 100_000;
const fullSpeed = 'whole purchases, as fast as it goes';
const halfSpeed = 'at half the maximum rate';
const ours = 'the lab';
const direct = 'the same SQL directly';

export async function run({ rounds }: BenchOptions): Promise<Report> {
  const report = createReport();
  const lab = await createTemporaryLab();
  const sql = await createDirectPurchase();
  try {
    await lab.up();
    const client = createLoadClient(lab.gateway(), { connections: 512, timeoutMs: 30_000 });
    const data = await prepareLoadData(nodeSetting(client, adminOf(demoAccounts.admin)), {
      needs: new Set(purchase.needs),
      customers: 20,
      places: placesNeeded,
    });
    const recorder = createRecorder(seconds);
    const journey = async () => {
      const http = client.forJourney(recorder, performance.now());
      await purchase.run({ http, data, random: Math.random, params: {}, audience: null, ...nodeMeans });
    };
    for (let round = 0; round <= rounds; round++) {
      for (const [name, buy] of Object.entries({ [ours]: journey, [direct]: () => sql.buy() })) {
        const numbers = await rush(buy);
        if (round > 0) report.add(fullSpeed, name, numbers); // the first one warms up
        console.error(`round ${round}/${rounds}, ${name}: ${numbers['purchases/s']?.toFixed(1) ?? ''} purchases/s`);
      }
    }
    const rate = report.spread(fullSpeed, ours, 'purchases/s').median / 2;
    for (let round = 1; round <= rounds; round++) report.add(halfSpeed, ours, await steady(client, data, rate));
    client.close();
    const violations = await readInvariants(reconcilerOf(lab.plan(), lab.home.secrets));
    report.goal('violated invariants afterwards', violations.length, { atMost: 0 });
  } finally {
    await sql.close();
    await lab.close();
  }
  const share = report.ratio(fullSpeed, 'purchases/s', ours, direct).median;
  report.goal('purchases per second, times the same SQL directly', share, { atLeast: 0.25 });
  const p95 = report.spread(halfSpeed, ours, 'payment to ticket p95 ms').median;
  report.goal('payment to ticket at half the maximum rate, p95 ms', p95, { atMost: 500 });
  return report;
}

/** As many as a fixed number of buyers manage, one after the other each. */
async function rush(buy: () => Promise<void>): Promise<Record<string, number>> {
  const latencies: number[] = [];
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  const buyer = async () => {
    while (performance.now() < until) {
      const started = performance.now();
      await buy();
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: buyersAtOnce }, buyer));
  const took = (performance.now() - begun) / 1_000;
  latencies.sort((a, b) => a - b);
  return {
    'purchases/s': latencies.length / took,
    'p50 ms': quantile(latencies, 0.5),
    'p95 ms': quantile(latencies, 0.95),
  };
}

/** Purchases at a steady rate, whatever the answers take. */
async function steady(client: LoadClient, data: LoadData, rate: number): Promise<Record<string, number>> {
  const waits: number[] = [];
  const scenario = scenarioSchema.parse({
    name: 'half',
    description: 'Purchases at half the maximum rate.',
    phases: [{ name: 'steady', seconds, from: rate, to: rate }],
    journeys: [{ journey: 'purchase' }],
    thresholds: ['errors<1%'],
  });
  const { completed, failed } = await runScenario({
    scenario,
    target: '',
    client: { ...client, forJourney: (...from) => timed(client.forJourney(...from), waits) },
    data,
    audience: null,
    vus: null,
    random: Math.random,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  if (failed > 0) throw new Error(`${failed} of ${failed + completed} purchases failed at ${rate.toFixed(1)}/s`);
  waits.sort((a, b) => a - b);
  return {
    'purchases/s': completed / seconds,
    'payment to ticket p50 ms': quantile(waits, 0.5),
    'payment to ticket p95 ms': quantile(waits, 0.95),
  };
}

/** Notes how long after the answer to its payment a customer sees the ticket, polling included. */
function timed(http: JourneyHttp, waits: number[]): JourneyHttp {
  let paidAt = Number.NaN;
  return {
    async send(request) {
      const response = await http.send(request);
      if (request.path === '/api/payments') paidAt = performance.now();
      if (request.path.startsWith('/api/tickets?') && ticketPageSchema.parse(response.body).items.length > 0) {
        waits.push(performance.now() - paidAt);
      }
      return response;
    },
  };
}
