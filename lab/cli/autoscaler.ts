import type { AutoscalerChange, AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import { createAutoscalerApi, type AutoscalerApi } from '../autoscaler/experiment/lab-api.ts';
import { formatTable } from './table.ts';
import type { AutoscalerFlags } from './autoscaler-flags.ts';
import { connectToLab } from './lab-api.ts';

/** The autoscaler of the running lab; throws CliError when the lab does not run. */
export async function connectToAutoscaler(): Promise<AutoscalerApi> {
  return createAutoscalerApi(await connectToLab());
}

export async function runAutoscaler(
  what: 'on' | 'off' | undefined,
  service: string | undefined,
  flags: AutoscalerFlags,
): Promise<void> {
  const api = await connectToAutoscaler();
  const status = await api.status();
  const change: AutoscalerChange = {
    ...(what === undefined ? {} : toSwitch(what, service, status)),
    ...(flags.syncPeriod === undefined ? {} : { syncPeriodSeconds: flags.syncPeriod }),
    ...(flags.timeScale === undefined ? {} : { timeScale: flags.timeScale }),
  };
  if (Object.keys(change).length > 0) await api.set(change);
  show(await api.status(), service);
}

function toSwitch(
  what: 'on' | 'off',
  service: string | undefined,
  { settings, services }: AutoscalerStatus,
): AutoscalerChange {
  // switched on as a whole, nobody stays off: what was left out once is easily forgotten
  if (service === undefined) return what === 'on' ? { enabled: true, off: [] } : { enabled: false };
  // on for one alone, where it was off as a whole, leaves the others alone
  const off = settings.enabled ? settings.off : services.map((other) => other.service);
  const others = off.filter((name) => name !== service);
  if (what === 'on') return { enabled: true, off: others };
  return { off: [...settings.off.filter((name) => name !== service), service] };
}

function show({ settings, nextDecisionAt, problem, services }: AutoscalerStatus, only: string | undefined): void {
  const { enabled, syncPeriodSeconds, timeScale } = settings;
  const pace = `every ${syncPeriodSeconds / timeScale} s${timeScale === 1 ? '' : ` (time scale ${timeScale})`}`;
  console.log(
    `The autoscaler is ${enabled ? 'on' : 'off'}; it decides ${pace}, next at ${nextDecisionAt.slice(11, 19)} UTC`,
  );
  if (problem !== null) console.log(`It cannot decide: ${problem}`);
  const rows = services
    .filter(({ service }) => only === undefined || service === only)
    .map(({ service, active, spec, decision, problem: why }) => [
      service,
      active ? 'on' : 'off',
      decision === null ? '' : String(decision.desired),
      spec === null ? '' : `${spec.minReplicas}–${spec.maxReplicas}`,
      why ?? decision?.text ?? 'not decided yet',
    ]);
  for (const line of formatTable([['SERVICE', '', 'REPLICAS', 'BOUNDS', 'LAST DECISION'], ...rows])) console.log(line);
}
