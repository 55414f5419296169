import { labHome } from '../runtimes/local/home.ts';
import { pollUntil } from '../runtimes/local/poll.ts';
import { awaitServices } from '../runtimes/local/start-services.ts';
import { requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { workloads } from '../runtimes/local/workloads.ts';
import type { ControlClient } from '../supervisor/control-client.ts';
import { CliError } from './errors.ts';
import { parseWorkloadName } from './parse-workload-name.ts';
import { createSteps } from './steps.ts';
import { createTerminal } from './terminal.ts';

export async function runScale(text: string, instances: number): Promise<void> {
  const service = parseWorkloadName(text);
  if (!workloads[service].scales && instances > 1) {
    throw new CliError(`${service} runs once: two of them would decide the same things twice.`, 2);
  }
  const { control } = await requireRunningLab(labHome());
  await createSteps(createTerminal()).run(`scale ${service} to ${instances}`, async (note) => {
    await control.scale(service, instances);
    await awaitServices(control, [service], note);
    return pollUntil(() => namesOf(control, service, instances), { timeoutMs: 60_000 });
  });
  if (instances > 0 && workloads[service].scales) {
    console.log(`The autoscaler may change this again; ./lab.sh autoscaler off ${service} keeps it.`);
  }
}

/** Throws while instances that are too many still drain. */
async function namesOf(control: ControlClient, service: string, wished: number): Promise<string> {
  const found = (await control.state()).services.find(({ name }) => name === service)?.instances ?? [];
  if (found.length !== wished) throw new Error(`${service} has ${found.length} instances`);
  return found.length === 0 ? 'none' : found.map(({ id }) => id).join(', ');
}
