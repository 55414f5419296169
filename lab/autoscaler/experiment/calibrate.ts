import { setTimeout as wait } from 'node:timers/promises';
import type { InstanceCost } from '../simulated-instances.ts';
import type { JobDriver } from './job-driver.ts';
import type { ServiceMeter, ServiceReading } from './service-meter.ts';
import type { JobCost, Work } from './work.ts';

/** What was measured before the load; everything a prediction needs to know of this machine. */
export interface Calibration {
  /** Of one instance. */
  idle: { millicores: number; bytes: number };
  /** Of one that was started for the purpose. */
  fresh: { bytes: number; startUpMs: number };
  /** Beside the jobs, while they run: the threads that do them. */
  busyBytes: number;
  /** 0 to 1: what of all that jobs had added was still there when they were done. */
  keptShare: number;
  job: JobCost;
  /** False with --dry-run: then a job is taken to cost what it is meant to. */
  measuredJobs: boolean;
}

const idleMs = 6_000;
/** Until the code is compiled, a job costs more. */
const warmUpMs = 5_000;
const busyMs = 8_000;
/** Until what the last jobs held is given back, as far as it is. */
const restMs = 2_000;

export async function measureIdle(meter: ServiceMeter, signal: AbortSignal): Promise<Calibration['idle']> {
  await meter.read();
  await wait(idleMs, undefined, { signal });
  const { millicores, bytes, instances } = await meter.read();
  return { millicores: (millicores ?? 0) / Math.max(1, instances), bytes: bytes / Math.max(1, instances) };
}

/** Without any measured job: what it is meant to cost. */
export function nominalCalibration(work: Work, idle: Calibration['idle'], fresh: Calibration['fresh']): Calibration {
  return {
    idle,
    fresh,
    busyBytes: 0,
    keptShare: 0,
    job: { cpuMs: work.jobCpuMs, bytes: work.jobMegabytes * 1_048_576 },
    measuredJobs: false,
  };
}

/** Runs jobs at the wished pace for a while, and sees what they cost with all that is around them. */
export async function measureJobs(
  work: Work,
  { idle, fresh }: Pick<Calibration, 'idle' | 'fresh'>,
  meter: ServiceMeter,
  start: () => JobDriver,
  signal: AbortSignal,
): Promise<Calibration> {
  const jobs = start();
  let calibration: Omit<Calibration, 'keptShare'>;
  let addedBytes: number;
  try {
    await wait(warmUpMs, undefined, { signal });
    const before = { ...jobs.counts(), reading: await meter.read(), at: performance.now() };
    await wait(busyMs, undefined, { signal });
    const after = { ...jobs.counts(), reading: await meter.read(), at: performance.now() };
    // a memory job costs its CPU when it begins, any other until it is done
    const counted = work.kind === 'memory' ? after.sent - before.sent : after.done - before.done;
    if (counted === 0 || after.done === 0)
      throw new Error('none of the calibrating jobs was answered; look at ./monitor.sh');
    addedBytes = after.reading.bytes - idle.bytes * after.reading.instances;
    calibration = toCalibration(work, { idle, fresh }, after.reading, after.at - before.at, counted, after.inFlight);
  } finally {
    await jobs.stop();
  }
  await wait(restMs, undefined, { signal });
  const rest = await meter.read();
  const kept = (rest.bytes - idle.bytes * rest.instances) / Math.max(1, addedBytes);
  return { ...calibration, keptShare: Math.min(1, Math.max(0, kept)) };
}

function toCalibration(
  work: Work,
  { idle, fresh }: Pick<Calibration, 'idle' | 'fresh'>,
  reading: ServiceReading,
  elapsedMs: number,
  jobs: number,
  inFlight: number,
): Omit<Calibration, 'keptShare'> {
  const instances = Math.max(1, reading.instances);
  const cpuMs = (((reading.millicores ?? 0) - idle.millicores * instances) * elapsedMs) / 1000 / jobs;
  const added = Math.max(0, reading.bytes - idle.bytes * instances);
  const ofJobs = work.kind === 'memory' ? added / Math.max(1, inFlight) : 0;
  return {
    idle,
    fresh,
    busyBytes: work.kind === 'cpu' ? added / instances : 0,
    job: {
      cpuMs: Math.max(cpuMs, work.jobCpuMs),
      bytes: Math.max(ofJobs, work.jobMegabytes * 1_048_576),
    },
    measuredJobs: true,
  };
}

/** What a process grows by when it has compiled its code and its heap has found its size; seen in all services here. */
const growthBytes = 18 * 1_048_576;

export function toInstanceCost({ idle, fresh, busyBytes, keptShare }: Calibration): InstanceCost {
  // an old instance may have had more to do than work of this kind
  const warmBytes = Math.max(fresh.bytes, Math.min(idle.bytes, fresh.bytes + growthBytes));
  return { millicores: idle.millicores, bytes: idle.bytes, freshBytes: fresh.bytes, warmBytes, busyBytes, keptShare };
}
