import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchAround } from '../around-run.ts';
import { needsOf } from '../journeys.ts';
import { createLoadClient } from '../load-client.ts';
import { checkTarget, judged, type LoadTestOptions, type LoadTestResult, withInvariants } from '../load-test.ts';
import { nodeSetting } from '../node-setting.ts';
import { prepareLoadData } from '../prepare/load-data.ts';
import type { Scenario } from '../scenario.ts';
import { journeysOf, placesNeeded } from '../scenario-shape.ts';
import type { RunResult } from '../summary.ts';
import { statFields } from '../../supervisor/process-identity.ts';
import { bindToUs } from './bind-to-us.ts';
import { buildK6Script } from './build-script.ts';
import { forK6 } from './shared.ts';
import { k6ExportSchema, toRunResult } from './k6-summary.ts';

/** k6 ends with this when a threshold was missed, which is for us to judge. */
const thresholdsMissed = 99;
const microsPerTick = 10_000;

type K6Options = Pick<
  LoadTestOptions,
  'target' | 'adminToken' | 'signal' | 'seed' | 'reconciler' | 'labProcesses' | 'onNote'
>;

/** Prepares data, has k6 run the scenario, and judges it as one of ours. @throws Error when k6 cannot run it */
export async function runK6LoadTest(k6: string, wanted: Scenario, options: K6Options): Promise<LoadTestResult> {
  const scenario = forK6(wanted);
  const { target, onNote } = options;
  const client = createLoadClient(target, { connections: 16, timeoutMs: 30_000 });
  const setting = nodeSetting(client, options.adminToken);
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-k6-'));
  try {
    await checkTarget(client, target);
    const needs = needsOf(journeysOf(scenario));
    if (needs.size > 0) onNote(`Preparing ${[...needs].join(', ')} …`);
    const data = await prepareLoadData(setting, {
      needs,
      customers: scenario.customers,
      places: placesNeeded(scenario, null),
      onNote,
    });
    await writeFile(join(dir, 'data.json'), JSON.stringify(data), { mode: 0o600 });
    await writeFile(join(dir, 'script.js'), await buildK6Script(scenario));
    const around = () => watchAround(scenario, options, { setting, data }, () => run(k6, dir, scenario, options));
    return judged(scenario, await withInvariants(scenario, options, around));
  } finally {
    client.close();
    await rm(dir, { recursive: true });
  }
}

async function run(
  k6: string,
  dir: string,
  scenario: Scenario,
  { target, seed, signal, onNote }: K6Options,
): Promise<RunResult> {
  const exported = join(dir, 'summary.json');
  const args = ['run', '--quiet', '--no-usage-report', '--summary-export', exported, join(dir, 'script.js')];
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, TARGET: target, DATA: join(dir, 'data.json'), SEED: String(seed), K6_NO_COLOR: 'true' };
  const startedAt = new Date();
  // in a group of its own, so that Ctrl-C at the terminal reaches it only through us
  const child = spawn(k6, args, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const bond = bindToUs(child.pid, dir);
  const cpu = watchCpu(child);
  const end = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', end, { once: true });
  let code: number | null;
  try {
    if (signal.aborted) end();
    onNote('k6 runs …');
    [code] = (await once(child, 'close')) as [number | null];
  } finally {
    signal.removeEventListener('abort', end);
    // in case it is not its end that brought us here
    child.kill('SIGKILL');
    bond.release();
    cpu.stop();
  }
  const text = await readFile(exported, 'utf8').catch(() => undefined);
  const finished = code === 0 || code === thresholdsMissed || signal.aborted;
  if (!finished || text === undefined) {
    throw new Error(`k6 ended with ${code ?? 'a signal'}:\n${complaints.join('').slice(-2_000)}`);
  }
  const durationSeconds = (Date.now() - startedAt.getTime()) / 1000;
  return toRunResult(k6ExportSchema.parse(JSON.parse(text)), {
    scenario,
    target,
    startedAt,
    durationSeconds,
    cpuPercent: (cpu.micros() / 1e6 / durationSeconds) * 100,
    interrupted: signal.aborted,
  });
}

/** CPU time of a process as it was at most a second before it ended; 0 where there is no /proc. */
function watchCpu({ pid = 0 }: ChildProcess): { micros(): number; stop(): void } {
  let micros = 0;
  const timer = setInterval(() => {
    const fields = statFields(pid);
    if (fields !== undefined) micros = (Number(fields[11]) + Number(fields[12])) * microsPerTick;
  }, 1_000);
  return { micros: () => micros, stop: () => clearInterval(timer) };
}
