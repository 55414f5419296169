import {
  clearedFaultsSchema,
  type Fault,
  faultListSchema,
  faultSchema,
  internalFaultListSchema,
  type ShownFault,
  type StartFault,
  storedFaultSchema,
} from '@ticketlab/contracts/http/faults';
import { type Problem, problemSchema } from '@ticketlab/contracts/problem';
import { sessionTokensSchema } from '@ticketlab/contracts/http/users';
import { mintServiceToken, toServiceKey } from '@ticketlab/service-kit/auth/service-token';
import type { z } from 'zod';
import { demoAccounts } from '../runtimes/local/accounts.ts';
import { labHome, type LabHome } from '../runtimes/local/home.ts';
import { ensureSecrets } from '../runtimes/local/secrets.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { CliError } from './errors.ts';
import { gatewayUrl } from './gateway.ts';

/** What lab-controller refused, with the fields at fault. */
export class FaultRefusedError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? problem?.title ?? `lab-controller answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** The faults of the running lab. All throw FaultRefusedError, and CliError when nobody answers. */
export interface FaultAccess {
  list(): Promise<z.output<typeof faultListSchema>>;
  start(wish: StartFault): Promise<ShownFault>;
  stop(id: string): Promise<void>;
  clear(): Promise<z.output<typeof clearedFaultsSchema>>;
}

const patienceMs = 5_000;

/**
 * Through the gateway as the demo admin. A fault may be what keeps one from signing in or the gateway from answering: then
 * straight to lab-controller, with the secret that only the lab's operator has.
 */
export async function openFaults(note: (text: string) => void): Promise<FaultAccess> {
  const home = labHome();
  await requireRunningLab(home);
  const plan = readPlan(home);
  const controller = plan?.services.find(({ name }) => name === 'lab-controller');
  if (plan === undefined || controller === undefined) {
    throw new CliError('This lab has no lab-controller, and so no faults: it runs with LAB_MODE=off.');
  }
  const url = gatewayUrl(plan);
  const token = await signIn(url);
  if (token !== undefined && (await answers(`${url}/api/lab/faults`, token))) {
    return throughGateway(`${url}/api/lab/faults`, token);
  }
  note('Gateway or sign-in do not work; asking lab-controller directly.');
  return directly(`http://${plan.host}:${controller.port}/internal/faults`, () => serviceToken(home));
}

async function signIn(url: string): Promise<string | undefined> {
  const { email, password } = demoAccounts.admin;
  try {
    const answer = await send('POST', `${url}/api/users/login`, undefined, { email, password, portal: 'admin' });
    return sessionTokensSchema.parse(await answer.json()).accessToken;
  } catch {
    return undefined;
  }
}

async function answers(url: string, token: string): Promise<boolean> {
  return send('GET', url, token).then(
    ({ ok }) => ok,
    () => false,
  );
}

function serviceToken(home: LabHome): string {
  const key = toServiceKey(ensureSecrets(home.secrets).read('SERVICE_TOKEN_SECRET'));
  return mintServiceToken(key, 'lab-controller', 'lab-controller');
}

function throughGateway(url: string, token: string): FaultAccess {
  return {
    list: async () => faultListSchema.parse(await ask('GET', url, token)),
    start: async (wish) => faultSchema.parse(await ask('POST', url, token, wish)),
    async stop(id) {
      await ask('DELETE', `${url}/${id}`, token);
    },
    clear: async () => clearedFaultsSchema.parse(await ask('DELETE', url, token)),
  };
}

/** What is concealed stays so here, too. */
function directly(url: string, token: () => string): FaultAccess {
  const everything = async () => internalFaultListSchema.parse(await ask('GET', url, token())).items;
  return {
    async list() {
      const all = await everything();
      const items = all.filter(({ concealed }) => !concealed).map(toShown);
      return { items, exerciseRunning: items.length < all.length };
    },
    start: async (wish) => toShown(storedFaultSchema.parse(await ask('POST', url, token(), wish))),
    async stop(id) {
      await ask('DELETE', `${url}/${id}`, token());
    },
    clear: async () => clearedFaultsSchema.parse(await ask('DELETE', url, token())),
  };
}

function toShown(fault: Fault): ShownFault {
  const remainingSeconds = Math.max(0, (Date.parse(fault.expiresAt) - Date.now()) / 1_000);
  return faultSchema.parse({ ...fault, remainingSeconds });
}

function send(method: string, url: string, token?: string, body?: unknown): Promise<Response> {
  return fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(patienceMs),
  });
}

async function ask(method: string, url: string, token: string, body?: unknown): Promise<unknown> {
  let answer: Response;
  let text: string;
  try {
    answer = await send(method, url, token, body);
    text = await answer.text();
  } catch (error) {
    throw new CliError(`lab-controller does not answer (${(error as Error).message}); look at ./deploy.sh status`);
  }
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  if (answer.ok) return parsed;
  throw new FaultRefusedError(answer.status, problemSchema.safeParse(parsed).data);
}
