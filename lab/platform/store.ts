import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, processToken, signalProcess } from '../supervisor/process-identity.ts';
import { assertPortFree, isPortFree } from './ports.ts';
import { probeStore } from './probe.ts';
import type { StoreName } from './store-name.ts';

/** How to run a store whose data directory has been prepared; plain data, so that a supervisor can keep it in a file. */
export interface StoreCommand {
  name: StoreName;
  port: number;
  /** What a client connects to. PostgreSQL's holds a password. */
  url: string;
  /** Where the data really is; PostgreSQL's may differ from what was asked for. */
  dataDir: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  stopSignal: NodeJS.Signals;
  stopTimeoutMs: number;
}

export interface Store {
  name: StoreName;
  pid: number;
  /** Tells this process from a later one with the same pid. */
  token: string;
  port: number;
  url: string;
  /** Ends it in order; SIGKILL if it takes longer than its time. */
  stop: () => Promise<void>;
  /** SIGKILL, as a crash would. */
  kill: () => Promise<void>;
  alive: () => boolean;
}

const startTimeoutMs = 60_000;
const pollMs = 15;
const retryMs = 200;

/** Starts a store detached from this process, its output appended to `logFile`, and waits until it answers. */
export async function startStore(command: StoreCommand, logFile: string): Promise<Store> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const log = existsSync(logFile) ? statSync(logFile).size : 0;
    try {
      return await startOnce(command, logFile);
    } catch (error) {
      if (!mayPass(readFrom(logFile, log)) || performance.now() > deadline) throw error;
    }
    await delay(retryMs);
  }
}

/** The sessions of a killed PostgreSQL take a moment to notice, and hold its shared memory until then. */
function mayPass(output: string): boolean {
  return output.includes('pre-existing shared memory block');
}

async function startOnce(command: StoreCommand, logFile: string): Promise<Store> {
  await assertPortFree(command.name, command.port);
  const child = spawnDetached(command, logFile);
  const pid = child.pid;
  if (pid === undefined) {
    const [error] = await new Promise<[Error]>((resolve) => child.once('error', (cause) => resolve([cause])));
    throw error;
  }
  child.unref();
  const store = toStore(command, pid, processToken(pid) ?? '');
  try {
    await untilAnswers(command, child, logFile);
  } catch (error) {
    await store.kill();
    throw error;
  }
  return store;
}

/** A handle for a store that an earlier process started. */
export function adoptStore(command: StoreCommand, pid: number, token: string): Store | undefined {
  return isRunning(pid, token) ? toStore(command, pid, token) : undefined;
}

function spawnDetached({ command, args, env, cwd }: StoreCommand, logFile: string): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    return spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

async function untilAnswers(command: StoreCommand, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  const died = () => child.exitCode !== null || child.signalCode !== null;
  for (;;) {
    const failure = await probeStore(command.name, command.url).then(
      () => undefined,
      (cause: unknown) => ({ cause }),
    );
    // Asked after the probe: an answer from somebody else on that port does not count.
    if (died()) {
      const how = child.signalCode ?? `exit code ${child.exitCode ?? '?'}`;
      throw new Error(`${command.name} ended while starting (${how}): ${tail(logFile)}`);
    }
    if (failure === undefined) return;
    if (performance.now() > deadline) {
      throw new Error(`${command.name} gave no answer within ${startTimeoutMs / 1000} s: ${tail(logFile)}`, failure);
    }
    await delay(pollMs);
  }
}

function toStore(command: StoreCommand, pid: number, token: string): Store {
  const alive = () => isRunning(pid, token);
  /** A killed JVM holds its port until its last thread is gone, a moment after it counts as ended. */
  const end = async (signal: NodeJS.Signals) => {
    if (!alive()) return;
    signalProcess(pid, token, signal);
    const deadline = performance.now() + command.stopTimeoutMs;
    while ((alive() || !(await isPortFree(command.port))) && performance.now() < deadline) await delay(pollMs);
  };
  return {
    name: command.name,
    pid,
    token,
    port: command.port,
    url: command.url,
    alive,
    kill: () => end('SIGKILL'),
    async stop() {
      await end(command.stopSignal);
      await end('SIGKILL');
    },
  };
}

/** The end of the log, for an error message. */
function tail(logFile: string): string {
  return readFrom(logFile, Math.max(0, statSync(logFile).size - 2_000)).trim();
}

function readFrom(logFile: string, offset: number): string {
  return existsSync(logFile) ? readFileSync(logFile).subarray(offset).toString('utf8') : '';
}
