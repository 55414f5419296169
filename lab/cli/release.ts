import { labHome } from '../runtimes/local/home.ts';
import { requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { ControlRefusedError } from '../supervisor/control-client.ts';
import type { ReleaseOrder } from '../supervisor/control-server.ts';
import type { LabState } from '../supervisor/state.ts';
import { CliError } from './errors.ts';
import { parseWorkloadName } from './parse-workload-name.ts';
import { createSteps } from './steps.ts';
import { createTerminal } from './terminal.ts';

export async function runRelease(text: string, order: ReleaseOrder): Promise<void> {
  const service = parseWorkloadName(text);
  const { control } = await requireRunningLab(labHome());
  const what = order.canary ? 'a canary of' : 'release';
  await createSteps(createTerminal()).run(`${what} ${service} ${order.version}`, () =>
    naming(service, control.release(service, order)),
  );
}

export async function runRollback(text: string): Promise<void> {
  const service = parseWorkloadName(text);
  const { control } = await requireRunningLab(labHome());
  await createSteps(createTerminal()).run(`roll ${service} back`, () => naming(service, control.rollback(service)));
}

/** The instances that there are then. */
async function naming(service: string, answer: Promise<LabState>): Promise<string> {
  const { services } = await answer.catch((error: unknown) => {
    if (error instanceof ControlRefusedError) throw new CliError(`${error.message}; the old instances go on.`);
    throw error;
  });
  const instances = services.find(({ name }) => name === service)?.instances ?? [];
  return instances.map(({ id }) => id).join(', ');
}
