import { askCluster, namesInCluster } from '../autoscaler/doctor/ask-cluster.ts';
import { diagnose, type Diagnosis } from '../autoscaler/doctor/diagnose.ts';
import type { DoctorFacts } from '../autoscaler/doctor/facts.ts';
import type { Severity } from '../autoscaler/doctor/finding.ts';
import { createKubectl, KubectlError } from '../autoscaler/doctor/kubectl.ts';
import { toLocalFacts } from '../autoscaler/doctor/local-facts.ts';
import { labHome } from '../runtimes/local/home.ts';
import { requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { scaledNames } from '../runtimes/local/workloads.ts';
import { connectToAutoscaler } from './autoscaler.ts';
import type { DoctorFlags } from './doctor-flags.ts';
import { CliError } from './errors.ts';
import { parseWorkloadName } from './parse-workload-name.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** Resolves to the exit code. */
export async function runDoctor(service: string | undefined, flags: DoctorFlags): Promise<number> {
  const facts = flags.kubernetes === true ? await clusterFacts(service, flags) : await localFacts(service);
  const diagnoses = facts.map(diagnose);
  if (flags.json === true) console.log(JSON.stringify(diagnoses, null, 2));
  else for (const diagnosis of diagnoses) print(diagnosis, createTerminal(), service !== undefined);
  return diagnoses.some(({ findings }) => findings.some(({ severity }) => severity === 'broken')) ? 1 : 0;
}

async function localFacts(service: string | undefined): Promise<DoctorFacts[]> {
  const names: string[] = service === undefined ? scaledNames : [parseWorkloadName(service)];
  const unscaled = names.find((name) => !(scaledNames as string[]).includes(name));
  if (unscaled !== undefined) throw new CliError(`${unscaled} runs once and has no autoscaler.`, 2);
  const { control } = await requireRunningLab(labHome());
  const api = await connectToAutoscaler();
  const [status, state] = await Promise.all([api.status(), control.state()]);
  return names.map((name) => toLocalFacts(name, status, state, Date.now()));
}

async function clusterFacts(service: string | undefined, { namespace }: DoctorFlags): Promise<DoctorFacts[]> {
  const kubectl = createKubectl(namespace);
  try {
    const names = service === undefined ? await namesInCluster(kubectl) : [service];
    return await Promise.all(names.map((name) => askCluster(kubectl, name, Date.now())));
  } catch (error) {
    if (error instanceof KubectlError) throw new CliError(`The cluster cannot be asked: ${error.message}`, 2);
    throw error;
  }
}

const colours = { broken: 'red', held: 'yellow', note: 'dim' } as const satisfies Record<Severity, string>;

function print(
  { summary, arithmetic, findings, next, conditions }: Diagnosis,
  terminal: Terminal,
  full: boolean,
): void {
  terminal.line(terminal.paint('bold', summary));
  for (const line of arithmetic) terminal.line(`  ${line}`);
  for (const { code, severity, text, fix } of findings) {
    terminal.line(`  ${terminal.paint(colours[severity], `${severity} (${code})`)} ${text}`);
    if (fix !== null) terminal.line(`    fix: ${fix}`);
  }
  terminal.line(`  ${next}`);
  if (!full) {
    terminal.line();
    return;
  }
  for (const { type, status, reason, message } of conditions) {
    terminal.line(terminal.paint('dim', `  ${type}=${status ? 'True' : 'False'} ${reason}: ${message}`));
  }
}
