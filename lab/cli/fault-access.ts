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
import { mintServiceToken, toServiceKey } from '@ticketlab/service-kit/auth/service-token';
import { z } from 'zod';
import { createLabClient, type LabClient } from '../client/lab-client.ts';
import { labHome, type LabHome } from '../runtimes/local/home.ts';
import { ensureSecrets } from '../runtimes/local/secrets.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { CliError } from './errors.ts';
import { openLab } from './lab-api.ts';

/** The faults of the running lab. All throw LabRefusedError or LabUnreachableError. */
export interface FaultAccess {
  list(): Promise<z.output<typeof faultListSchema>>;
  start(wish: StartFault): Promise<ShownFault>;
  stop(id: string): Promise<void>;
  clear(): Promise<z.output<typeof clearedFaultsSchema>>;
}

const path = '/faults';
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
  const gateway = await openLab({ patient: false });
  try {
    await gateway.call('GET', path, faultListSchema);
    return throughGateway(gateway);
  } catch {
    note('Gateway or sign-in do not work; asking lab-controller directly.');
  }
  const url = `http://${plan.host}:${controller.port}/internal`;
  return directly(createLabClient({ url, signIn: () => Promise.resolve(serviceToken(home)), patienceMs }));
}

function serviceToken(home: LabHome): string {
  const key = toServiceKey(ensureSecrets(home.secrets).read('SERVICE_TOKEN_SECRET'));
  return mintServiceToken(key, 'lab-controller', 'lab-controller');
}

function throughGateway(lab: LabClient): FaultAccess {
  return {
    list: () => lab.call('GET', path, faultListSchema),
    start: (wish) => lab.call('POST', path, faultSchema, wish),
    stop: (id) => lab.call('DELETE', `${path}/${id}`, z.undefined()),
    clear: () => lab.call('DELETE', path, clearedFaultsSchema),
  };
}

/** What is concealed stays so here, too. */
function directly(lab: LabClient): FaultAccess {
  return {
    async list() {
      const { items: all } = await lab.call('GET', path, internalFaultListSchema);
      const items = all.filter(({ concealed }) => !concealed).map(toShown);
      return { items, exerciseRunning: items.length < all.length };
    },
    start: async (wish) => toShown(await lab.call('POST', path, storedFaultSchema, wish)),
    stop: (id) => lab.call('DELETE', `${path}/${id}`, z.undefined()),
    clear: () => lab.call('DELETE', path, clearedFaultsSchema),
  };
}

function toShown(fault: Fault): ShownFault {
  const remainingSeconds = Math.max(0, (Date.parse(fault.expiresAt) - Date.now()) / 1_000);
  return faultSchema.parse({ ...fault, remainingSeconds });
}
