import { createLabClient, type LabClient, LabRefusedError, LabUnreachableError } from '../client/lab-client.ts';
import { demoAccounts } from '../runtimes/local/accounts.ts';
import { labHome } from '../runtimes/local/home.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { createGatewayClient } from '../seed/gateway-client.ts';
import { signIn } from '../seed/sign-in.ts';
import { CliError } from './errors.ts';
import { gatewayUrl } from './gateway.ts';

/** How long an answer may take where whatever is broken must be noticed soon. */
const impatienceMs = 5_000;

/**
 * lab-controller through the gateway, as the demo admin. Not `patient`: what is not there yet, or too slow, is not asked
 * again. @throws CliError when the lab does not run
 */
export async function openLab({ patient = true } = {}): Promise<LabClient> {
  const home = labHome();
  await requireRunningLab(home);
  const plan = readPlan(home);
  if (plan === undefined) throw new CliError('The lab is not running; start it with ./deploy.sh');
  const url = gatewayUrl(plan);
  const gateway = createGatewayClient(url, patient ? {} : { patienceMs: 0 });
  return createLabClient({
    url: `${url}/api/lab`,
    signIn: () => signIn(gateway, demoAccounts.admin),
    ...(patient ? {} : { patienceMs: impatienceMs }),
  });
}

/** The same, with what is refused said as CliError. */
export async function connectToLab(): Promise<LabClient> {
  const lab = await openLab();
  return { call: (...args) => explaining(lab.call(...args)) };
}

/** What was asked for does not make sense, or names what there is not. */
const wrongInput = [400, 404];

/**
 * Says in the words of the command line what lab-controller refused; `toOption` names a field as it is called there.
 * @throws CliError, code 2 for wrong input
 */
export async function explaining<T>(call: Promise<T>, toOption = (field: string) => field): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof LabUnreachableError) throw new CliError(error.message);
    if (!(error instanceof LabRefusedError)) throw error;
    const lines = (error.problem?.errors ?? []).map(({ path, message }) => `\n  ${toOption(path)}: ${message}`);
    throw new CliError(error.message + lines.join(''), wrongInput.includes(error.status) ? 2 : 1);
  }
}
