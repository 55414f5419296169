import { createAutoscalerApi } from '../autoscaler/experiment/lab-api.ts';
import { demoAccounts } from '../runtimes/local/accounts.ts';
import { labHome } from '../runtimes/local/home.ts';
import { pollUntil } from '../runtimes/local/poll.ts';
import { awaitServices } from '../runtimes/local/start-services.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { type WorkloadName, workloads } from '../runtimes/local/workloads.ts';
import { createGatewayClient } from '../seed/gateway-client.ts';
import { signIn } from '../seed/sign-in.ts';
import type { ControlClient } from '../supervisor/control-client.ts';
import { CliError } from './errors.ts';
import { gatewayUrl } from './gateway.ts';
import { parseWorkloadName } from './parse-workload-name.ts';
import { createSteps } from './steps.ts';
import { createTerminal } from './terminal.ts';

export async function runScale(text: string, instances: number): Promise<void> {
  const service = parseWorkloadName(text);
  if (!workloads[service].scales && instances > 1) {
    throw new CliError(`${service} runs once: two of them would decide the same things twice.`, 2);
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
    const plan = readPlan(labHome());
    if (plan === undefined) return false;
    const url = gatewayUrl(plan);
    const gateway = createGatewayClient(url, { patienceMs: 0 });
    const { services } = await createAutoscalerApi(url, () => signIn(gateway, demoAccounts.admin)).status();
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
