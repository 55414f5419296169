import { labHome } from '../runtimes/local/home.ts';
import { isHealthy } from '../runtimes/local/start-services.ts';
import { findRunningLab, readPlan } from '../runtimes/local/supervisor-process.ts';
import type { InstanceState, LabState, StoreState, Usage } from '../supervisor/state.ts';
import { gatewayUrl, portalUrls } from './gateway.ts';
import { formatTable } from './table.ts';
import { createTerminal, type Terminal } from './terminal.ts';

export async function runStatus(): Promise<void> {
  const home = labHome();
  const terminal = createTerminal();
  const lab = await findRunningLab(home);
  if (lab === undefined) {
    terminal.line('The lab is not running; start it with ./deploy.sh');
    process.exitCode = 1;
    return;
  }
  const { state } = lab;
  terminal.line(
    `${state.phase}, PORT_OFFSET=${state.portOffset}, supervisor pid ${state.pid}, everything in ${home.dir}`,
  );
  const plan = readPlan(home);
  if (plan !== undefined && state.phase !== 'stores-only') {
    const { 'user-portal': user, 'admin-portal': admin } = portalUrls(plan);
    terminal.line(`user-portal ${user}, admin-portal ${admin}, API ${gatewayUrl(plan)}`);
  }
  terminal.line();
  for (const line of statusTable(state, terminal)) terminal.line(line);
  const elsewhere = (plan?.stores ?? []).filter(({ dataDir }) => !dataDir.startsWith(home.dir));
  for (const { name, dataDir } of elsewhere) terminal.line(`\nThe data of ${name} lies in ${dataDir}`);
  if (!isHealthy(state)) process.exitCode = 1;
}

function statusTable(state: LabState, terminal: Terminal): string[] {
  const header = ['NAME', 'STATE', 'PORT', 'OWN PORT', 'PID', 'CPU', 'MEMORY', 'RESTARTS', 'WHY'];
  const stores = state.stores.map((store) => [store.name, ...storeCells(store)]);
  const services = state.services.flatMap(({ name, port, desired, instances }) =>
    desired === 0 && instances.length === 0
      ? [[name, 'stopped', String(port)]]
      : instances.map((instance) => [instance.id, ...instanceCells(instance, port)]),
  );
  const [head = '', ...rows] = formatTable([header, ...stores, ...services]);
  return [terminal.paint('bold', head), ...rows];
}

function storeCells({ phase, port, pid, usage, restarts, reason }: StoreState): string[] {
  return [phase, String(port), '', String(pid ?? ''), ...usageCells(usage), String(restarts), reason ?? ''];
}

function instanceCells({ phase, port: own, pid, usage, restarts, reason }: InstanceState, port: number): string[] {
  const ports = [String(port), String(own ?? '')];
  return [phase, ...ports, String(pid ?? ''), ...usageCells(usage), String(restarts), reason ?? ''];
}

function usageCells(usage: Usage | null): string[] {
  if (usage === null) return ['', ''];
  return [`${Math.round(usage.cpuMillicores ?? 0)}m`, `${Math.round(usage.memoryBytes / 1_048_576)} MiB`];
}
