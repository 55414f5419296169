import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildK6Script } from '../load/k6/build-script.ts';
import { findK6, howToGetK6 } from '../load/k6/find-k6.ts';
import { runK6LoadTest } from '../load/k6/run-k6.ts';
import { createLiveView } from '../load/live-view.ts';
import { type LoadTestOptions, runLoadTest } from '../load/load-test.ts';
import { reconcilerOf } from '../load/local-reconciler.ts';
import { adminOf } from '../load/node-setting.ts';
import { ScenarioError } from '../load/parse-scenario.ts';
import { writeReports } from '../load/reports.ts';
import type { Scenario } from '../load/scenario.ts';
import { journeysOf, type LoadWish, scaleScenario, whyNotClosed } from '../load/scenario-shape.ts';
import type { Progress } from '../load/run.ts';
import { findScenario, readScenarioFile, toScenarioFile } from '../load/scenario-files.ts';
import { exitCodes, type VerdictKind } from '../load/summary.ts';
import { toTextReport } from '../load/text-report.ts';
import { demoAccounts } from '../runtimes/local/accounts.ts';
import { labHome } from '../runtimes/local/home.ts';
import { labProcesses, readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { CliError } from './errors.ts';
import { gatewayUrl } from './gateway.ts';
import type { LoadTestFlags } from './load-test-flags.ts';
import { createTerminal } from './terminal.ts';

/** The round that trainees are used to: each scenario shortened, the breaker's healing included. About two minutes. */
const round: { scenario: string; seconds?: number }[] = [
  { scenario: 'smoke', seconds: 5 },
  { scenario: 'browse', seconds: 15 },
  { scenario: 'purchase', seconds: 20 },
  { scenario: 'cpu', seconds: 15 },
  { scenario: 'memory', seconds: 10 },
  { scenario: 'errors' },
];

/** Resolves to the exit code. @throws CliError */
export async function runLoadTestCommand(name: string | undefined, flags: LoadTestFlags): Promise<number> {
  const wanted = await chooseScenario(name, flags);
  if (flags.print === true) {
    if (name === undefined) throw new CliError('--print needs the name of a scenario.', 2);
    process.stdout.write(toScenarioFile(name, toWish(flags)));
    return 0;
  }
  if (flags.k6Script !== undefined) {
    if (wanted === undefined) throw new CliError('--k6-script needs a scenario.', 2);
    await writeFile(flags.k6Script, await buildK6Script(scaled(wanted, flags)));
    console.log(
      `${flags.k6Script} is written; run it with: k6 run -e TARGET=<gateway> -e ADMIN_TOKEN=<token> ${flags.k6Script}`,
    );
    return 0;
  }
  if (flags.engine === 'k6') {
    if (wanted === undefined) throw new CliError('--engine k6 needs a scenario.', 2);
    requireK6();
  }
  const stop = new AbortController();
  process.once('SIGINT', () => {
    process.stderr.write('\nending in order, the report follows; press again to quit at once\n');
    stop.abort();
  });
  const options = await toOptions(flags, stop.signal);
  if (wanted !== undefined) return exitCodes[await runOne(wanted, flags, options)];

  const verdicts = new Map<string, VerdictKind>();
  for (const { scenario, seconds } of round) {
    if (stop.signal.aborted) break;
    const duration = flags.duration ?? seconds;
    const wish = { ...flags, ...(duration === undefined ? {} : { duration }) };
    verdicts.set(scenario, await runOne(findScenario(scenario), wish, options));
  }
  const kinds = [...verdicts.values()];
  const overall: VerdictKind = kinds.includes('failed')
    ? 'failed'
    : kinds.includes('inconclusive') || kinds.length < round.length
      ? 'inconclusive'
      : 'passed';
  for (const [scenario, kind] of verdicts) console.log(`${scenario.padEnd(10)} ${kind}`);
  console.log(`all together: ${overall.toUpperCase()}`);
  return exitCodes[overall];
}

/** What is asked for; undefined for the round. Wrong usage is told before anything runs. */
async function chooseScenario(name: string | undefined, flags: LoadTestFlags): Promise<Scenario | undefined> {
  if (name !== undefined && flags.scenario !== undefined) {
    throw new CliError(`Give either ${name} or --scenario ${flags.scenario}, not both.`, 2);
  }
  if (flags.vus !== undefined && flags.rate !== undefined) {
    throw new CliError(
      '--rate does not go with --vus: so many visitors begin again when done, however many that is.',
      2,
    );
  }
  try {
    const scenario =
      flags.scenario === undefined
        ? name === undefined
          ? undefined
          : findScenario(name)
        : await readScenarioFile(flags.scenario);
    const obstacle = flags.vus === undefined || scenario === undefined ? undefined : whyNotClosed(scenario);
    if (obstacle !== undefined) throw new CliError(`--vus does not go with this scenario: ${obstacle}.`, 2);
    const forK6 = flags.engine === 'k6' || flags.k6Script !== undefined;
    if (forK6 && flags.vus !== undefined) throw new CliError('--vus does not go with k6 here.', 2);
    if (forK6 && scenario !== undefined && journeysOf(scenario).includes('listen')) {
      throw new CliError('k6 cannot run this scenario: it has no Socket.io.', 2);
    }
    return scenario;
  } catch (error) {
    throw error instanceof ScenarioError ? new CliError(error.message, 2) : error;
  }
}

const scaled = (scenario: Scenario, flags: LoadTestFlags): Scenario => scaleScenario(scenario, toWish(flags));

function toWish({ rate, duration }: LoadTestFlags): LoadWish {
  return { ...(rate === undefined ? {} : { rate }), ...(duration === undefined ? {} : { seconds: duration }) };
}

function requireK6(): string {
  const k6 = findK6();
  if (k6 === undefined) throw new CliError(`${howToGetK6}.`);
  return k6;
}

async function runOne(wanted: Scenario, flags: LoadTestFlags, options: LoadTestOptions): Promise<VerdictKind> {
  const scenario = scaled(wanted, flags);
  console.log(`\n${scenario.name}: ${scenario.description}`);
  const view = createLiveView(createTerminal());
  const shown = { ...options, onProgress: (progress: Progress) => view.show(progress) };
  const running = flags.engine === 'k6' ? runK6LoadTest(requireK6(), scenario, options) : runLoadTest(scenario, shown);
  const result = await running.catch((error: unknown) => {
    throw new CliError((error as Error).message);
  });
  const reports = writeReports(join(labHome().dir, 'reports'), result);
  console.log(toTextReport(result.summary, result.verdict, reports));
  return result.verdict.kind;
}

async function toOptions(flags: LoadTestFlags, signal: AbortSignal): Promise<LoadTestOptions> {
  const common = {
    adminToken: adminOf(demoAccounts.admin),
    signal,
    seed: flags.seed,
    vus: flags.vus ?? null,
    onNote: (line: string) => console.log(line),
    onProgress: () => undefined,
  };
  if (flags.target !== undefined) return { ...common, target: flags.target, reconciler: null, labProcesses: null };
  const home = labHome();
  await requireRunningLab(home);
  const plan = readPlan(home);
  if (plan === undefined) throw new CliError('The lab is not running; start it with ./deploy.sh');
  return {
    ...common,
    target: gatewayUrl(plan),
    reconciler: reconcilerOf(plan, home.secrets),
    labProcesses: labProcesses(home),
  };
}
