import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';

/** A server under measurement. */
export interface Running {
  readonly url: string;
  /** Whose CPU time counts, that of its children included. */
  readonly pid: number;
  close(): Promise<void>;
}

export interface ChildOptions {
  readonly args?: readonly string[];
  /** The whole environment but PATH. */
  readonly env?: Record<string, string>;
  readonly execArgv?: readonly string[];
  /** Where its standard output goes; default: ours. */
  readonly logFile?: string;
}

/** Starts a module of ours as a process that says `{type: 'ready', port}` once it listens. */
export async function startChild(module: string, options: ChildOptions = {}): Promise<Running> {
  const output = options.logFile === undefined ? 'inherit' : openSync(options.logFile, 'a');
  const child = fork(module, [...(options.args ?? [])], {
    env: { PATH: process.env['PATH'], ...options.env },
    execArgv: ['--disable-warning=ExperimentalWarning', ...(options.execArgv ?? [])],
    stdio: ['ignore', output, 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const port = await Promise.race([
    untilReady(child),
    ended.then(() => Promise.reject(new Error(`${module} ended before it was ready`))),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function untilReady(child: ChildProcess): Promise<number> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [unknown];
    if (typeof message === 'object' && message !== null && 'port' in message) return Number(message.port);
  }
}
