import { join } from 'node:path';
import { createInvariantsReader } from '../load/invariants.ts';
import { type LoadTestOptions, runLoadTest } from '../load/load-test.ts';
import { loadScenario } from '../load/scenario-files.ts';
import { exitCodes, type VerdictKind } from '../load/summary.ts';
import { toTextReport } from '../load/text-report.ts';
import { demoAccounts } from '../runtimes/local/accounts.ts';
import { labHome } from '../runtimes/local/home.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { CliError } from './errors.ts';
import { gatewayUrl } from './gateway.ts';
import { type LoadTestFlags, scenarioNames } from './load-test.ts';

/** The round that trainees are used to: each scenario shortened, the breaker's healing included. About two minutes. */
const round: { scenario: string; seconds?: number }[] = [
  { scenario: 'smoke', seconds: 5 },
  { scenario: 'browse', seconds: 15 },
  { scenario: 'purchase', seconds: 20 },
  { scenario: 'cpu', seconds: 15 },
  { scenario: 'memory', seconds: 10 },
  { scenario: 'errors' },
];

/** Resolves to the exit code. */
export async function runLoadTestCommand(scenario: string | undefined, flags: LoadTestFlags): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => {
    process.stderr.write('\nending in order, the report follows; press again to quit at once\n');
    stop.abort();
  });
  const options = await toOptions(flags, stop.signal);
  if (scenario !== undefined) return exitCodes[await runOne(scenario, flags.rate, flags.duration, options)];

  const verdicts = new Map<string, VerdictKind>();
  for (const part of round) {
    if (stop.signal.aborted) break;
    verdicts.set(part.scenario, await runOne(part.scenario, flags.rate, flags.duration ?? part.seconds, options));
  }
  const kinds = [...verdicts.values()];
  const overall: VerdictKind = kinds.includes('failed')
    ? 'failed'
    : kinds.includes('inconclusive') || kinds.length < scenarioNames.length
      ? 'inconclusive'
      : 'passed';
  for (const [name, kind] of verdicts) console.log(`${name.padEnd(10)} ${kind}`);
  console.log(`all together: ${overall.toUpperCase()}`);
  return exitCodes[overall];
}

async function runOne(
  name: string,
  rate: number | undefined,
  seconds: number | undefined,
  options: LoadTestOptions,
): Promise<VerdictKind> {
  const scenario = await loadScenario(name);
  console.log(`\n${scenario.name}: ${scenario.description}`);
  const wish = { ...(rate === undefined ? {} : { rate }), ...(seconds === undefined ? {} : { seconds }) };
  const { summary, verdict, reports } = await runLoadTest(scenario, wish, options).catch((error: unknown) => {
    throw new CliError((error as Error).message);
  });
  console.log(toTextReport(summary, verdict, reports));
  return verdict.kind;
}

async function toOptions(flags: LoadTestFlags, signal: AbortSignal): Promise<LoadTestOptions> {
  const home = labHome();
  const common = {
    admin: demoAccounts.admin,
    reportsDir: join(home.dir, 'reports'),
    out: process.stdout,
    signal,
    seed: flags.seed,
  };
  if (flags.target !== undefined) return { ...common, target: flags.target, readInvariants: null };
  await requireRunningLab(home);
  const plan = readPlan(home);
  if (plan === undefined) throw new CliError('The lab is not running; start it with ./deploy.sh');
  return { ...common, target: gatewayUrl(plan), readInvariants: createInvariantsReader(plan, home.secrets) };
}
