import type { PortalName } from '@ticketlab/contracts/services';
import { demoAccounts, type DemoRole } from '../runtimes/local/accounts.ts';
import { labHome } from '../runtimes/local/home.ts';
import { labPorts } from '../runtimes/local/ports.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { createGatewayClient, type GatewayClient } from '../seed/gateway-client.ts';
import { signIn } from '../seed/sign-in.ts';
import type { LabPlan } from '../supervisor/plan.ts';
import { CliError } from './errors.ts';

/** Where the gateway of this lab is, for a browser or curl. */
export function gatewayUrl({ host, services }: LabPlan): string {
  const gateway = services.find(({ name }) => name === 'api-gateway');
  if (gateway === undefined) throw new Error('the plan has no gateway');
  return `http://${host}:${gateway.port}`;
}

/** Where the portals of this lab are, for a browser. */
export function portalUrls({ host, portOffset }: LabPlan): Record<PortalName, string> {
  const ports = labPorts(portOffset);
  const url = (name: PortalName) => `http://${host}:${ports.portal(name)}`;
  return { 'user-portal': url('user-portal'), 'admin-portal': url('admin-portal') };
}

/** A client of the running lab's gateway; throws CliError when the lab does not run. */
export async function connectToGateway(): Promise<GatewayClient> {
  const home = labHome();
  await requireRunningLab(home);
  const plan = readPlan(home);
  if (plan === undefined) throw new CliError('The lab is not running; start it with ./deploy.sh');
  return createGatewayClient(gatewayUrl(plan));
}

/** An access token of a demo account. */
export async function demoToken(role: DemoRole): Promise<string> {
  return signIn(await connectToGateway(), demoAccounts[role]);
}
