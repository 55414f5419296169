import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type LoadOrder, loadRunWorkerUrl, type ToWorker } from './worker-messages.ts';

/** Begins the run in a process of its own; it tells `FromWorker` messages and ends when it is disconnected. */
export function startProcess(order: LoadOrder): ChildProcess {
  const child = fork(fileURLToPath(loadRunWorkerUrl), [], {
    // nothing of the controller's own settings, secrets above all
    env: { PATH: process.env['PATH'] },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  send(child, { type: 'start', order });
  return child;
}

export function send(child: ChildProcess, message: ToWorker): void {
  // it may have ended a moment ago; that is told by its exit
  if (child.connected) child.send(message, () => undefined);
}
