import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isServiceName } from '@ticketlab/contracts/services';
import { runExperiment, type ExperimentResult } from '../autoscaler/experiment/experiment.ts';
import { exitCodes } from '../autoscaler/experiment/judge.ts';
import { createAutoscalerApi } from '../autoscaler/experiment/lab-api.ts';
import { createView } from '../autoscaler/experiment/view.ts';
import { labHome } from '../runtimes/local/home.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { CliError } from './errors.ts';
import type { AutoscaleFlags } from './experiment-flags.ts';
import { gatewayUrl } from './gateway.ts';
import { openLab } from './lab-api.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const defaultHoldMs = 180_000;

/** Resolves to the exit code. */
export async function runAutoscaleExperiment(flags: AutoscaleFlags): Promise<number> {
  if (!isServiceName(flags.service)) throw new CliError(`There is no service ${flags.service}.`, 2);
  const home = labHome();
  const { control } = await requireRunningLab(home);
  const labPlan = readPlan(home);
  if (labPlan === undefined) throw new CliError('The lab is not running; start it with ./deploy.sh');
  const gateway = gatewayUrl(labPlan);
  // with --json standard output is the report's alone
  const terminal = createTerminal(flags.json === true ? process.stderr : process.stdout);
  const stop = new AbortController();
  process.once('SIGINT', () => {
    process.stderr.write('\nending in order; press again to quit at once\n');
    stop.abort();
  });
  const amount = flags.megabytes ?? flags.millicores ?? 400;
  const result = await runExperiment({
    service: flags.service,
    wish: { kind: flags.megabytes === undefined ? 'cpu' : 'memory', amount },
    holdMs: flags.hold ?? defaultHoldMs,
    dryRun: flags.dryRun === true,
    timeScale: flags.timeScale,
    gateway,
    api: createAutoscalerApi(await openLab()),
    state: () => control.state(),
    scale: (service, instances) => control.scale(service, instances),
    cores: availableParallelism(),
    reportsDir: join(home.dir, 'reports'),
    view: createView(terminal),
    signal: stop.signal,
  }).catch((error: unknown) => {
    if (stop.signal.aborted) throw new CliError('Ended before the load had begun; nothing was changed.', 3);
    throw error instanceof CliError ? error : new CliError((error as Error).message, exitCodes.inconclusive);
  });
  if (flags.json === true) console.log(JSON.stringify(toJson(result), null, 2));
  return tell(result, terminal);
}

function toJson(result: ExperimentResult): unknown {
  if (result.kind === 'judged') return { ...result.report, files: result.files };
  if (result.kind === 'predicted') return { ...result.plan, file: result.file };
  return { refused: result.why };
}

function tell(result: ExperimentResult, terminal: Terminal): number {
  if (result.kind === 'refused') {
    terminal.line(`Refused: ${result.why}`);
    return 2;
  }
  if (result.kind === 'predicted') return 0;
  const { verdict, actual } = result.report;
  terminal.line();
  for (const { what, predicted, actual: found, met } of verdict.checks) {
    terminal.line(
      `${terminal.paint(met ? 'green' : 'red', met ? 'ok  ' : 'miss')} ${what}: predicted ${predicted}, was ${found}`,
    );
  }
  if (actual.amount !== null) terminal.line(`     measured load ${actual.amount.toFixed(0)} millicores`);
  for (const doubt of verdict.doubts) terminal.line(`     ${doubt}`);
  terminal.line(terminal.paint('bold', verdict.kind.toUpperCase()));
  terminal.line(`Report: ${result.files.html}\n        ${result.files.json}`);
  return exitCodes[verdict.kind];
}
