import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServiceName } from '@ticketlab/contracts/services';
import { forget, guarded } from './guarded.ts';

export interface ServiceProcess {
  pid: number;
  instance: string;
  /** Its documented port, where testEnv lets the system choose. */
  port: number;
  url: string;
  /** Resolves when it has ended, however it did. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it has printed so far. */
  output: () => string;
  /** SIGKILL, as a crash would; resolves when it is gone. */
  kill: () => Promise<void>;
  /** SIGTERM: drains, then ends. */
  stop: () => Promise<void>;
}

const root = join(import.meta.dirname, '../../..');
const compileCache = join(root, 'node_modules/.cache/ticketlab-compile');
const startTimeoutMs = 60_000;

/** Starts a real service as a process of its own and resolves when it says that it is ready. */
export async function startServiceProcess(service: ServiceName, env: Record<string, string>): Promise<ServiceProcess> {
  const dir = service === 'api-gateway' ? service : `services/${service}`;
  const { command, args } = guarded(process.execPath, [join(root, dir, 'src/main.ts')]);
  const child = spawn(command, args, {
    cwd: root,
    // halves the CPU time of a start
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compileCache, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  const output = () => printed;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  }
  const exited = once(child, 'exit').then(([code, signal]: unknown[]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  if (child.pid === undefined) throw new Error(`${service} could not be started`);
  const pid = child.pid;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
    await forget(pid);
  };
  try {
    const { instance, port } = await untilReady(service, child, exited, output);
    return {
      pid,
      instance,
      port,
      url: `http://127.0.0.1:${port}`,
      exited,
      output,
      kill: () => end('SIGKILL'),
      stop: () => end('SIGTERM'),
    };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}

interface ReadyMessage {
  type: 'ready';
  instance: string;
  port: number;
}

async function untilReady(
  service: string,
  child: ChildProcess,
  exited: ServiceProcess['exited'],
  output: () => string,
): Promise<ReadyMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadyMessage>();
  const fail = (what: string) => {
    reject(new Error(`${service} ${what}\n${output()}`));
  };
  const timer = setTimeout(fail, startTimeoutMs, `was not ready within ${startTimeoutMs / 1000} s`);
  child.on('message', (message) => {
    if (isReady(message)) resolve(message);
  });
  void exited.then(({ code, signal }) => {
    fail(`ended before it was ready (${signal ?? `exit code ${code ?? '?'}`})`);
  });
  return promise.finally(() => {
    clearTimeout(timer);
  });
}

function isReady(message: unknown): message is ReadyMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}
