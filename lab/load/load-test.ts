import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHtmlReport } from './html-report.ts';
import { createLiveView } from './live-view.ts';
import { createLoadClient, type LoadClient } from './load-client.ts';
import { type Credentials, type LoadData, prepareLoadData } from './load-data.ts';
import { runScenario } from './run-scenario.ts';
import { scaleScenario, type Scenario } from './scenario.ts';
import type { RunSummary, Verdict, Violation } from './summary.ts';
import { parseThreshold } from './thresholds.ts';
import { judge } from './verdict.ts';
import { watchBreaker } from './watch-breaker.ts';

export interface LoadTestOptions {
  target: string;
  admin: Credentials;
  reportsDir: string;
  out: NodeJS.WriteStream;
  signal: AbortSignal;
  seed: number;
  /** null where the system's insides cannot be asked: then no scenario is judged by its invariants */
  readInvariants: (() => Promise<Violation[]>) | null;
}

export interface LoadTestResult {
  summary: RunSummary;
  verdict: Verdict;
  reports: { json: string; html: string };
}

/** Prepares data, runs one scenario, judges it and writes both reports. @throws Error when the target cannot be used */
export async function runLoadTest(
  wanted: Scenario,
  wish: { rate?: number; seconds?: number },
  options: LoadTestOptions,
): Promise<LoadTestResult> {
  const scenario = scaleScenario(wanted, wish);
  const client = createLoadClient(options.target, { connections: 512, timeoutMs: 30_000 });
  try {
    await checkTarget(client, options.target);
    const data = await prepare(scenario, client, options);
    const readInvariants = scenario.checkInvariants ? options.readInvariants : null;
    if (scenario.checkInvariants && readInvariants === null) {
      options.out.write('The invariants are not checked: with --target only what is public can be asked.\n');
    }
    const before = (await readInvariants?.()) ?? null;
    const breaker =
      scenario.watchBreaker === undefined ? null : await watchBreaker(options.target, scenario.watchBreaker);
    const view = createLiveView(options.out);
    const run = await runScenario({
      scenario,
      target: options.target,
      client,
      data,
      random: seededRandom(options.seed),
      signal: options.signal,
      onProgress: (progress) => view.show(progress),
    });
    view.end();
    breaker?.stop();
    const after = (await readInvariants?.()) ?? null;
    const summary: RunSummary = {
      ...run,
      invariants: before === null || after === null ? null : { before, after },
      breaker: breaker?.states ?? null,
    };
    const thresholds = scenario.thresholds.filter((text) => readInvariants !== null || text !== 'invariants');
    const verdict = judge(summary, thresholds.map(parseThreshold));
    return { summary, verdict, reports: await writeReports(options.reportsDir, summary, verdict) };
  } finally {
    await client.close();
  }
}

async function prepare(scenario: Scenario, client: LoadClient, options: LoadTestOptions): Promise<LoadData> {
  const needed = scenario.journeys.some(({ journey }) => journey === 'purchase' || journey === 'browse');
  if (!needed) return { customers: [], events: [], saleEvent: { id: '', tierId: '' } };
  options.out.write('Preparing accounts and a large event …\n');
  const places = Math.ceil(
    scenario.phases.reduce((sum, { seconds, from, to }) => sum + ((from + to) / 2) * seconds, 0),
  );
  return prepareLoadData(client, options.admin, places);
}

async function checkTarget(client: LoadClient, target: string): Promise<void> {
  const answer = await client
    .exchange({ endpoint: 'GET /health', method: 'GET', path: '/health' })
    .catch((error: unknown) => {
      const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      throw new Error(`${target} does not answer (${why}); start the lab with ./deploy.sh or give --target`);
    });
  if (answer.status !== 200) throw new Error(`${target}/health answered ${answer.status}; look at ./monitor.sh`);
}

async function writeReports(dir: string, summary: RunSummary, verdict: Verdict): Promise<LoadTestResult['reports']> {
  await mkdir(dir, { recursive: true });
  const name = `${summary.startedAt.replace(/[:.]/g, '-')}-${summary.scenario}`;
  const json = join(dir, `${name}.json`);
  const html = join(dir, `${name}.html`);
  await writeFile(json, `${JSON.stringify({ verdict, ...summary }, null, 2)}\n`);
  await writeFile(html, toHtmlReport(summary, verdict));
  return { json, html };
}

/** mulberry32: a small generator, so that two runs with one seed do the same. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
