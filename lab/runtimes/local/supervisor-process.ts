import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../../cli/errors.ts';
import { createControlClient, type ControlClient } from '../../supervisor/control-client.ts';
import type { LabPlan } from '../../supervisor/plan.ts';
import { isRunning, processToken, signalProcess } from '../../supervisor/process-identity.ts';
import { readProcessTable, type ProcessRecord } from '../../supervisor/process-table.ts';
import type { LabState } from '../../supervisor/state.ts';
import { pollUntil } from './poll.ts';
import { storeNames } from './external-stores.ts';
import type { LabHome } from './home.ts';

export interface RunningLab {
  control: ControlClient;
  state: LabState;
}

/** The lab of this home, if its supervisor runs. One that runs but does not answer is killed: it is of no use. */
export async function findRunningLab(home: LabHome): Promise<RunningLab | undefined> {
  const supervisor = readSupervisor(home);
  if (supervisor === undefined || !isRunning(supervisor.pid, supervisor.token)) return undefined;
  const control = createControlClient(home.controlSocket);
  try {
    return { control, state: await pollUntil(() => control.state(), { timeoutMs: 5_000 }) };
  } catch {
    signalProcess(supervisor.pid, supervisor.token, 'SIGKILL');
    return undefined;
  }
}

/** Throws CliError when the lab of this home does not run. */
export async function requireRunningLab(home: LabHome): Promise<RunningLab> {
  const lab = await findRunningLab(home);
  if (lab === undefined) throw new CliError('The lab is not running; start it with ./deploy.sh');
  return lab;
}

/** What it runs with; undefined before the first `up`. */
export function readPlan(home: LabHome): LabPlan | undefined {
  try {
    return JSON.parse(readFileSync(home.planFile, 'utf8')) as LabPlan;
  } catch {
    return undefined;
  }
}

/** Starts a supervisor that outlives us, and waits until it answers. */
export async function startSupervisorProcess(home: LabHome, plan: LabPlan): Promise<ControlClient> {
  writeFileSync(home.planFile, JSON.stringify(plan, null, 1), { mode: 0o600 });
  const log = openSync(join(home.logs, 'supervisor.log'), 'a', 0o600);
  const child = spawn(process.execPath, [join(home.dist, 'supervisor', 'main.mjs'), home.planFile], {
    cwd: home.dir,
    detached: true,
    env: inheritedEnv(home),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new CliError('The supervisor could not be started.');
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () =>
      reject(new CliError(`The supervisor ended at once; see ${join(home.logs, 'supervisor.log')}`)),
    );
  });
  child.unref();
  writeFileSync(home.supervisorFile, JSON.stringify({ pid, token: processToken(pid) }), { mode: 0o600 });
  const control = createControlClient(home.controlSocket);
  await Promise.race([ended, pollUntil(() => control.state(), { timeoutMs: 10_000 })]);
  return control;
}

/** Asks for the end and waits until the process is gone; kills it after `timeoutMs`. */
export async function stopSupervisor(home: LabHome, control: ControlClient, timeoutMs = 60_000): Promise<void> {
  const supervisor = readSupervisor(home);
  await control.stop().catch(() => undefined);
  if (supervisor === undefined) return;
  await pollUntil(() => mustBeGone(supervisor), { timeoutMs }).catch(() =>
    signalProcess(supervisor.pid, supervisor.token, 'SIGKILL'),
  );
  rmSync(home.supervisorFile, { force: true });
}

/** Processes of this lab that run although no supervisor does. */
export function leftOvers(home: LabHome): ProcessRecord[] {
  return readProcessTable(home.processTable).filter(({ pid, token }) => isRunning(pid, token));
}

/**
 * Processes from which all of this lab's descend. Null where it does not run, and where it uses stores of somebody else's,
 * which may run on this machine, too.
 */
export function labProcesses(home: LabHome): number[] | null {
  const supervisor = readSupervisor(home);
  const plan = readPlan(home);
  if (supervisor === undefined || plan === undefined || plan.stores.length < storeNames.length) return null;
  return [supervisor.pid, ...readProcessTable(home.processTable).map(({ pid }) => pid)];
}

function mustBeGone({ pid, token }: { pid: number; token: string }): void {
  if (isRunning(pid, token)) throw new Error('still running');
}

function readSupervisor(home: LabHome): { pid: number; token: string } | undefined {
  try {
    return JSON.parse(readFileSync(home.supervisorFile, 'utf8')) as { pid: number; token: string };
  } catch {
    return undefined;
  }
}

/** Ours, so that any setting of a service can be given to `up`; but not what would change how Node runs them. */
function inheritedEnv(home: LabHome): NodeJS.ProcessEnv {
  const dropped = /^(NODE_OPTIONS|NODE_UNIQUE_ID|npm_.*|INIT_CWD|PORT|INSTANCE_.*|TICKETLAB_HOME|PORT_OFFSET)$/;
  const kept = Object.entries(process.env).filter(([name]) => !dropped.test(name));
  return { ...Object.fromEntries(kept), NODE_COMPILE_CACHE: home.compileCache };
}
