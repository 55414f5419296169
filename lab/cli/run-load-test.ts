import { join } from 'node:path';
import { createLiveView } from '../load/live-view.ts';
import { type LoadTestOptions, runLoadTest } from '../load/load-test.ts';
import { reconcilerOf } from '../load/local-reconciler.ts';
import { adminOf } from '../load/node-setting.ts';
import { ScenarioError } from '../load/parse-scenario.ts';
import { writeReports } from '../load/reports.ts';
import { scaleScenario, type Scenario, whyNotClosed } from '../load/scenario.ts';
import { findScenario, readScenarioFile, toScenarioFile } from '../load/scenario-files.ts';
import { exitCodes, type VerdictKind } from '../load/summary.ts';
import { toTextReport } from '../load/text-report.ts';
import { demoAccounts } from '../runtimes/local/accounts.ts';
import { labHome } from '../runtimes/local/home.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
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
    process.stdout.write(toScenarioFile(name));
    return 0;
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
  try {
    const scenario =
      flags.scenario === undefined
        ? name === undefined
          ? undefined
          : findScenario(name)
        : await readScenarioFile(flags.scenario);
    const obstacle = flags.vus === undefined || scenario === undefined ? undefined : whyNotClosed(scenario);
    if (obstacle !== undefined) throw new CliError(`--vus does not go with this scenario: ${obstacle}.`, 2);
    return scenario;
  } catch (error) {
    throw error instanceof ScenarioError ? new CliError(error.message, 2) : error;
  }
}

async function runOne(wanted: Scenario, flags: LoadTestFlags, options: LoadTestOptions): Promise<VerdictKind> {
  const scenario = scaleScenario(wanted, {
    ...(flags.rate === undefined ? {} : { rate: flags.rate }),
    ...(flags.duration === undefined ? {} : { seconds: flags.duration }),
  });
  console.log(`\n${scenario.name}: ${scenario.description}`);
  const terminal = createTerminal();
  const view = createLiveView({ ...terminal, columns: () => process.stdout.columns });
  const result = await runLoadTest(scenario, { ...options, onProgress: (progress) => view.show(progress) }).catch(
    (error: unknown) => {
      throw new CliError((error as Error).message);
    },
  );
  const reports = await writeReports(join(labHome().dir, 'reports'), result);
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
  if (flags.target !== undefined) return { ...common, target: flags.target, reconciler: null };
  const home = labHome();
  await requireRunningLab(home);
  const plan = readPlan(home);
  if (plan === undefined) throw new CliError('The lab is not running; start it with ./deploy.sh');
  return { ...common, target: gatewayUrl(plan), reconciler: reconcilerOf(plan, home.secrets) };
}
