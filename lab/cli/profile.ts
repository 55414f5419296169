import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuProfileSchema } from '@ticketlab/contracts/internal/profile';
import { problemSchema } from '@ticketlab/contracts/problem';
import { mintServiceToken, toServiceKey } from '@ticketlab/service-kit/auth/service-token';
import { labHome } from '../runtimes/local/home.ts';
import { ensureSecrets } from '../runtimes/local/secrets.ts';
import { readPlan, requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import type { WorkloadName } from '../runtimes/local/workloads.ts';
import type { LabState } from '../supervisor/state.ts';
import { CliError } from './errors.ts';
import { parseWorkloadName } from './parse-workload-name.ts';
import type { ProfileFlags } from './profile-command.ts';
import { summarise } from './profile-summary.ts';
import { formatTable } from './table.ts';

export async function runProfile(text: string, flags: ProfileFlags): Promise<void> {
  const service = parseWorkloadName(text);
  if (service === 'portals') throw new CliError('The portals serve files and cannot be profiled.', 2);
  const home = labHome();
  const { state } = await requireRunningLab(home);
  const { id, port } = chooseInstance(state, service, flags.instance);
  const key = toServiceKey(ensureSecrets(home.secrets).read('SERVICE_TOKEN_SECRET'));
  const url = `http://${readPlan(home)?.host ?? '127.0.0.1'}:${port}/internal/profile`;

  console.log(`Profiling ${id} for ${flags.for} s …`);
  const raw = await fetchProfile(url, mintServiceToken(key, 'lab-controller', service), flags.for);
  const dir = join(home.dir, 'profiles');
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${id}-${new Date().toISOString().replace(/[:.]/g, '-')}.cpuprofile`);
  writeFileSync(file, raw);

  const { totalMs, busyMs, functions } = summarise(cpuProfileSchema.parse(JSON.parse(raw)));
  console.log(`Its main thread was busy ${toPercent(busyMs / totalMs)} of the time.\n`);
  const rows = functions
    .slice(0, flags.top)
    .map(({ selfMs, share, name, place }) => [`${selfMs.toFixed(1)} ms`, toPercent(share), name, place]);
  for (const line of formatTable([['SELF', 'SHARE', 'FUNCTION', 'WHERE'], ...rows])) console.log(line);
  console.log(`\n${file}\nOpen it in a browser's developer tools (Performance, load profile).`);
}

function chooseInstance(state: LabState, service: WorkloadName, wanted: string | undefined) {
  const instances = state.services.find(({ name }) => name === service)?.instances ?? [];
  const found = instances.find(({ id, port }) => port !== null && (wanted === undefined || id === wanted));
  if (found?.port != null) return { id: found.id, port: found.port };
  if (instances.length === 0)
    throw new CliError(`${service} has no instance; ./deploy.sh scale ${service} 1 starts one.`);
  const names = instances.map(({ id }) => id).join(', ');
  throw new CliError(
    wanted === undefined ? `No instance of ${service} is up yet: ${names}` : `${service} has ${names}`,
    2,
  );
}

async function fetchProfile(url: string, token: string, seconds: number): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ seconds }),
      signal: AbortSignal.timeout((seconds + 30) * 1_000),
    });
  } catch (error) {
    throw new CliError(`The instance does not answer: ${(error as Error).message}`);
  }
  const text = await answer.text();
  if (answer.ok) return text;
  if (answer.status === 404) throw new CliError('Profiles need LAB_MODE=on.');
  const problem = problemSchema.safeParse(JSON.parse(text)).data;
  throw new CliError(problem?.detail ?? problem?.title ?? `The instance answered ${answer.status}.`);
}

function toPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
