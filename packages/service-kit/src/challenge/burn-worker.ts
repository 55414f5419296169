// LAB: burns CPU and holds memory on purpose, in a thread of its own, so that probes are answered meanwhile.
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkDone, WorkerSetup, WorkOrder } from './worker-file.ts';

const pageBytes = 4096;
const megabyte = 1024 * 1024;
const { cancel } = workerData as WorkerSetup;
let held: Buffer | undefined;
let sink = 0;

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Computes until this thread has used `cpuMs` of CPU time, which waiting for a core does not add to. */
function burn(cpuMs: number): number {
  const start = threadCpuMs();
  let spent = 0;
  while (spent < cpuMs && Atomics.load(cancel, 0) === 0) {
    for (let i = 1; i < 2_000; i++) sink = (sink + Math.sqrt(i * 7919)) % 1_000_003;
    spent = threadCpuMs() - start;
  }
  return spent;
}

/** Takes memory outside every JavaScript heap and writes to each page, so that it is really there. */
function hold(mb: number): void {
  held = Buffer.allocUnsafeSlow(mb * megabyte);
  for (let offset = 0; offset < held.length; offset += pageBytes) held[offset] = 1;
}

function work(order: WorkOrder): WorkDone {
  if (order.kind === 'cpu') return { kind: 'cpu', spentCpuMs: burn(order.cpuMs) };
  hold(order.mb);
  return { kind: 'memory' };
}

parentPort?.on('message', (order: WorkOrder) => {
  parentPort?.postMessage(work(order));
});
