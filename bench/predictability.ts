import { availableParallelism } from 'node:os';
import { runExperiment } from '../lab/autoscaler/experiment/experiment.ts';
import { createAutoscalerApi } from '../lab/autoscaler/experiment/lab-api.ts';
import { createView } from '../lab/autoscaler/experiment/view.ts';
import { createLabClient } from '../lab/client/lab-client.ts';
import { createTerminal } from '../lab/cli/terminal.ts';
import { demoAccounts } from '../lab/runtimes/local/accounts.ts';
import { createGatewayClient } from '../lab/seed/gateway-client.ts';
import { signIn } from '../lab/seed/sign-in.ts';
import { createControlClient } from '../lab/supervisor/control-client.ts';
import { type BenchOptions, createReport, type Report } from './report.ts';
import { createTemporaryLab } from './temporary-lab.ts';

export const about = 'autoscaling experiments in a row: how often the predicted peak comes';

const service = 'order-service';
const timeScale = 5;
const holdMs = 40_000;
/** Peaks of different heights that a little more or less idle cost does not change. */
const loads = [95, 155, 400];
const runsPerRound = 2;

/** Two experiments a round, so ten by default. Real times would take an hour. */
export async function run({ rounds }: BenchOptions): Promise<Report> {
  const report = createReport();
  const lab = await createTemporaryLab({ env: { AUTOSCALER: 'on' } });
  const scenario = `${service}, time scale ${timeScale}, held for ${holdMs / 1000} s`;
  let right = 0;
  let met = 0;
  try {
    await lab.up();
    const gateway = lab.gateway();
    const control = createControlClient(lab.plan().controlSocket);
    const admin = () => signIn(createGatewayClient(gateway), demoAccounts.admin);
    const api = createAutoscalerApi(createLabClient({ url: `${gateway}/api/lab`, signIn: admin }));
    const view = createView(createTerminal(process.stderr));
    for (let index = 0; index < rounds * runsPerRound; index += 1) {
      const amount = loads[index % loads.length] ?? 0;
      const attempt = (amount: number) =>
        runExperiment({
          service,
          wish: { kind: 'cpu', amount },
          holdMs,
          dryRun: false,
          timeScale,
          gateway,
          api,
          state: () => control.state(),
          scale: (name, instances) => control.scale(name, instances),
          cores: availableParallelism(),
          reportsDir: lab.home.dir,
          view,
          signal: new AbortController().signal,
        });
      // what an instance uses idle today may make another load the promising one
      const first = await attempt(amount);
      const result = first.kind === 'refused' && first.nearest !== null ? await attempt(first.nearest) : first;
      if (result.kind !== 'judged') throw new Error(result.kind === 'refused' ? result.why : 'only predicted');
      const { prediction, actual, verdict } = result.report;
      right += Number(actual.peak === prediction.peak);
      met += Number(verdict.kind === 'met');
      report.add(scenario, `${amount} millicores`, {
        'predicted peak': prediction.peak,
        peak: actual.peak,
        'measured millicores': actual.amount ?? 0,
        met: Number(verdict.kind === 'met'),
      });
      console.error(
        `${amount} millicores: predicted ${prediction.peak}, was ${actual.peak}, ${verdict.kind} ${verdict.doubts.join('; ')}`,
      );
    }
  } finally {
    await lab.close();
  }
  const runs = rounds * runsPerRound;
  report.goal('share of runs with the predicted peak', right / runs, { atLeast: 0.9 });
  report.goal('share of runs that met the whole prediction', met / runs, { atLeast: 0.5 });
  return report;
}
