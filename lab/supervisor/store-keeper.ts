import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { connect } from 'node:net';
import { createHash } from 'node:crypto';
import { createBackoff, stableMs } from './backoff.ts';
import type { StoreCommand } from '../platform/store.ts';
import type { LogFiles } from './log-files.ts';
import { isRunning, processToken, signalProcess } from './process-identity.ts';
import type { ProcessRecord, ProcessTable } from './process-table.ts';
import { createUsageMeter, type UsageMeter } from './process-usage.ts';
import type { Report, StoreState, Usage } from './state.ts';
import { createTimers } from './timers.ts';

export interface StoreDeps {
  host: string;
  logs: LogFiles;
  table: ProcessTable;
  report: Report;
}

/**
 * Keeps one store running. Stores are detached processes: they survive the death of the supervisor, and the next one
 * takes them over.
 */
export interface StoreKeeper {
  readonly plan: StoreCommand;
  /** Takes over what an earlier supervisor started, if it runs with the same command line; ends it otherwise. */
  adopt(record: ProcessRecord): Promise<void>;
  start(): void;
  stop(): Promise<void>;
  retryNow(): void;
  meter(): void;
  snapshot(): StoreState;
}

const watchMs = 200;

export function createStoreKeeper(plan: StoreCommand, deps: StoreDeps): StoreKeeper {
  const fingerprint = fingerprintOf(plan);
  const backoff = createBackoff();
  let phase: StoreState['phase'] = 'stopped';
  let running: { pid: number; token: string } | undefined;
  let adopted = false;
  let restarts = 0;
  let reason: string | null = null;
  let usageMeter: UsageMeter | undefined;
  let usage: Usage | null = null;
  let logOffset = 0;
  let timers = createTimers();
  const renewTimers = () => {
    timers.clear();
    timers = createTimers();
    return timers;
  };

  const launch = () => {
    adopted = false;
    logOffset = deps.logs.size(plan.name);
    const log = deps.logs.open(plan.name);
    const { command, args, cwd, env } = plan;
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.unref();
    child.once('error', (error) => crashed(error.message));
    const mine = child.pid;
    child.once('exit', (code, signal) => {
      if (running?.pid === mine) crashed(signal === null ? `exit code ${code ?? 'unknown'}` : `killed by ${signal}`);
    });
    if (mine === undefined) return;
    deps.report(plan.name, 'started', `pid ${mine}`);
    attend(mine, processToken(mine) ?? '');
  };

  const attend = (pid: number, token: string) => {
    running = { pid, token };
    usageMeter = createUsageMeter(pid);
    deps.table.add({ kind: 'store', name: plan.name, pid, token, fingerprint });
    phase = 'starting';
    renewTimers();
    if (adopted) watch();
    void awaitPort();
  };

  /** Of somebody else's child there is no exit event. */
  const watch = () => {
    if (running !== undefined && !isRunning(running.pid, running.token)) crashed('ended');
    else timers.after(watchMs, watch);
  };

  const awaitPort = async () => {
    const mine = timers;
    const open = await accepts(deps.host, plan.port);
    if (mine.cleared) return;
    if (!open) {
      mine.after(50, () => void awaitPort());
      return;
    }
    phase = 'ready';
    reason = null;
    deps.report(plan.name, adopted ? 'adopted' : 'ready', `port ${plan.port}`);
    mine.after(stableMs, () => backoff.reset());
  };

  const forget = () => {
    timers.clear();
    if (running !== undefined) deps.table.remove(running.pid);
    running = usageMeter = undefined;
    usage = null;
  };

  const crashed = (exit: string) => {
    forget();
    if (phase === 'stopping') return;
    const lastWords = deps.logs.lastWords(plan.name, logOffset);
    reason = lastWords === null ? exit : `${exit}: ${lastWords}`;
    restarts += 1;
    phase = 'backoff';
    const pause = backoff.next();
    deps.report(plan.name, 'crashed', `${reason}; starts again in ${pause} ms`);
    renewTimers().after(pause, launch);
  };

  return {
    plan,
    async adopt(record) {
      if (record.fingerprint === fingerprint) {
        adopted = true;
        logOffset = deps.logs.size(plan.name);
        attend(record.pid, record.token);
      } else {
        deps.report(plan.name, 'stopped', `pid ${record.pid} ran with other settings`);
        await endProcess(record, plan.stopSignal, plan.stopTimeoutMs);
      }
    },
    start() {
      if (phase === 'stopped') launch();
    },
    async stop() {
      const ending = running;
      phase = 'stopping';
      renewTimers();
      if (ending !== undefined) {
        await endProcess(ending, plan.stopSignal, plan.stopTimeoutMs);
        deps.report(plan.name, 'stopped', `pid ${ending.pid}`);
      }
      forget();
      phase = 'stopped';
    },
    retryNow() {
      if (phase !== 'backoff') return;
      timers.clear();
      launch();
    },
    meter() {
      usage = usageMeter?.sample() ?? null;
    },
    snapshot: () => {
      return { name: plan.name, port: plan.port, phase, pid: running?.pid ?? null, adopted, restarts, reason, usage };
    },
  };
}

function fingerprintOf({ command, args, cwd, env }: StoreCommand): string {
  return createHash('sha256')
    .update(JSON.stringify([command, args, cwd, env]))
    .digest('hex')
    .slice(0, 16);
}

/** Signals, waits, and after `timeoutMs` kills; resolves when the process is gone. */
export async function endProcess(
  { pid, token }: { pid: number; token: string },
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<void> {
  signalProcess(pid, token, signal);
  const deadline = Date.now() + timeoutMs;
  while (isRunning(pid, token)) {
    if (Date.now() > deadline) signalProcess(pid, token, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
