import { createAutoscalerApi } from '../autoscaler/experiment/lab-api.ts';
import { labHome } from '../runtimes/local/home.ts';
import { pollUntil } from '../runtimes/local/poll.ts';
import { awaitServices } from '../runtimes/local/start-services.ts';
import { requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { type WorkloadName, workloads } from '../runtimes/local/workloads.ts';
import type { ControlClient } from '../supervisor/control-client.ts';
import { CliError } from './errors.ts';
import { openLab } from './lab-api.ts';
import { parseWorkloadName } from './parse-workload-name.ts';
import { createSteps } from './steps.ts';
import { createTerminal } from './terminal.ts';

export async function runScale(text: string, instances: number): Promise<void> {
  const service = parseWorkloadName(text);
  if (service === 'lab-controller' && instances > 1) {
    throw new CliError('lab-controller runs once: two of them would decide the same things twice.', 2);
  }
  if (service === 'lab-controller' && instances === 0) {
    throw new CliError('lab-controller must run: without it there are no faults, autoscaler or exercises.', 2);
  }
  const { control } = await requireRunningLab(labHome());
  await createSteps(createTerminal()).run(`scale ${service} to ${instances}`, async (note) => {
    await control.scale(service, instances);
    await awaitServices(control, [service], note);
    return pollUntil(() => namesOf(control, service, instances), { timeoutMs: 60_000 });
  });
  if (instances > 0 && (await isAutoscaled(service))) {
    console.log(`The autoscaler may change this again; ./lab.sh autoscaler off ${service} keeps it.`);
  }
}

/** False also when lab-controller cannot be asked: it is what would scale. */
async function isAutoscaled(service: WorkloadName): Promise<boolean> {
  if (!workloads[service].scales) return false;
  try {
    const { services } = await createAutoscalerApi(await openLab({ patient: false })).status();
    return services.some((found) => found.service === service && found.active);
  } catch {
    return false;
  }
}

/** Throws while instances that are too many still drain. */
async function namesOf(control: ControlClient, service: string, wished: number): Promise<string> {
  const found = (await control.state()).services.find(({ name }) => name === service)?.instances ?? [];
  if (found.length !== wished) throw new Error(`${service} has ${found.length} instances`);
  return found.length === 0 ? 'none' : found.map(({ id }) => id).join(', ');
}
