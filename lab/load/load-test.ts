import { type Surroundings, watchAround } from './around-run.ts';
import { type Reconciler, readInvariants } from './invariants.ts';
import { needsOf } from './journeys.ts';
import { createLoadClient, type LoadClient } from './load-client.ts';
import { prepareLoadData } from './prepare/load-data.ts';
import { nodeSetting } from './node-setting.ts';
import { keepSignedIn } from './prepare/keep-signed-in.ts';
import type { Recorder } from './recorder.ts';
import type { Progress } from './run.ts';
import { runScenario } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';
import { journeysOf, placesNeeded } from './scenario-shape.ts';
import { seededRandom } from './seeded-random.ts';
import { createSocketAudience } from './socket-audience.ts';
import type { RunSummary, Verdict } from './summary.ts';
import { parseThreshold } from './thresholds.ts';
import { judge } from './verdict.ts';

export interface LoadTestOptions extends Surroundings {
  /** of an admin, for creating events and telling everybody something */
  adminToken: (client: LoadClient) => Promise<string>;
  signal: AbortSignal;
  seed: number;
  /** visitors at once, for a closed model; null for an open one */
  vus: number | null;
  /** null where the system's insides cannot be asked: then no scenario is judged by its invariants */
  reconciler: Reconciler | null;
  onProgress: (progress: Progress) => void;
}

export interface LoadTestResult {
  summary: RunSummary;
  verdict: Verdict;
}

const connections = 1_024;
const timeoutMs = 30_000;

/** Prepares data, runs one scenario and judges it. @throws Error when the target cannot be used */
export async function runLoadTest(scenario: Scenario, options: LoadTestOptions): Promise<LoadTestResult> {
  const { target, onNote, signal } = options;
  const client = createLoadClient(target, { connections, timeoutMs });
  const setting = nodeSetting(client, options.adminToken);
  const names = journeysOf(scenario);
  const needs = needsOf(names);
  const startedAt = new Date().toISOString();
  try {
    await checkTarget(client, target);
    if (needs.size > 0) onNote(`Preparing ${[...needs].join(', ')} …`);
    const data = await prepareLoadData(setting, {
      needs,
      customers: scenario.customers,
      places: placesNeeded(scenario, options.vus),
      onNote,
    });
    const audience = names.includes('listen')
      ? (recorder: Recorder) => createSocketAudience(target, startedAt, recorder)
      : null;
    const run = () => {
      const signedIn = keepSignedIn(setting, data, onNote);
      return runScenario({
        ...{ scenario, target, client, data, audience, signal },
        vus: options.vus,
        random: seededRandom(options.seed),
        onProgress: options.onProgress,
      }).finally(() => signedIn.stop());
    };
    const around = () => watchAround(scenario, options, { setting, data }, run);
    return judged(scenario, await withInvariants(scenario, options, around));
  } finally {
    client.close();
  }
}

/** Has the invariants checked before and after the work, where the scenario wants that and the insides can be asked. */
export async function withInvariants(
  scenario: Scenario,
  { reconciler, onNote }: Pick<LoadTestOptions, 'reconciler' | 'onNote'>,
  work: () => Promise<Omit<RunSummary, 'invariants'>>,
): Promise<RunSummary> {
  if (!scenario.checkInvariants) return { ...(await work()), invariants: null };
  if (reconciler === null) {
    onNote('The invariants are not checked: with --target only what is public can be asked.');
    return { ...(await work()), invariants: null };
  }
  const before = await readInvariants(reconciler);
  const summary = await work();
  onNote('Checking the invariants …');
  return { ...summary, invariants: { before, after: await readInvariants(reconciler) } };
}

/** Thresholds that nothing could be asked about are left out. */
export function judged(scenario: Scenario, summary: RunSummary): LoadTestResult {
  const thresholds = scenario.thresholds.filter((text) => text !== 'invariants' || summary.invariants !== null);
  return { summary, verdict: judge(summary, thresholds.map(parseThreshold)) };
}

/** @throws Error when there is no healthy gateway */
export async function checkTarget(client: LoadClient, target: string): Promise<void> {
  const answer = await client
    .exchange({ endpoint: 'GET /health', method: 'GET', path: '/health' })
    .catch((error: unknown) => {
      const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      throw new Error(`${target} does not answer (${why}); start the lab with ./deploy.sh or give --target`);
    });
  if (answer.status !== 200) throw new Error(`${target}/health answered ${answer.status}; look at ./monitor.sh`);
}
