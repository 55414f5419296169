import { serviceTable, type ServiceName } from '@ticketlab/contracts/services';

/** What loads a service: jobs that burn CPU, or jobs that hold memory. */
export interface Work {
  kind: 'cpu' | 'memory';
  /** Of the amount: millicores or MiB. */
  unit: string;
  path: string;
  /** What one job is meant to cost by itself. */
  jobCpuMs: number;
  jobMegabytes: number;
  /** How long one job is under way by intention; 0 for as long as it takes. */
  holdMs: number;
}

/** In a window there should be fifty jobs, so that one more or less is two percent; smaller ones are mostly overhead. */
const mostJobCpuMs = 10;
const leastJobCpuMs = 4;
const jobsInWindow = 50;
const heldMegabytes = 8;
const memoryJobsAtOnce = 3;

/** Jobs of at most 10 CPU milliseconds, which spread evenly over instances. */
export function cpuWork(service: ServiceName, millicores: number, syncPeriodMs: number): Work {
  const fitting = (millicores * syncPeriodMs) / 1000 / jobsInWindow;
  const cpuMs = Math.max(leastJobCpuMs, Math.min(mostJobCpuMs, Math.floor(fitting)));
  const path = `${challenge(service, 'cpu')}?cpuMs=${cpuMs}`;
  return { kind: 'cpu', unit: 'millicores', path, jobCpuMs: cpuMs, jobMegabytes: 0, holdMs: 0 };
}

/**
 * Jobs that hold 8 MiB each for two thirds of a sync period: each costs CPU for a thread, so they should be few, and all
 * should be over one decision after the load has ended.
 */
export function memoryWork(service: ServiceName, syncPeriodMs: number): Work {
  const holdMs = Math.round(Math.max(500, (syncPeriodMs * 2) / 3));
  const path = `${challenge(service, 'memory')}?mb=${heldMegabytes}&holdMs=${holdMs}`;
  return { kind: 'memory', unit: 'MiB', path, jobCpuMs: 0, jobMegabytes: heldMegabytes, holdMs };
}

/** The gateway's own challenges have short names. */
function challenge(service: ServiceName, kind: Work['kind']): string {
  const { prefix } = serviceTable[service];
  return prefix === null ? `/api/challenge/${kind}` : `/api/${prefix}/challenge/${kind}-intensive`;
}

/** What a job really costs, with the HTTP around it; measured. */
export interface JobCost {
  cpuMs: number;
  bytes: number;
}

/** How often a job must come so that all of them together use `amount`. */
export function intervalFor(work: Work, amount: number, cost: JobCost): number {
  if (work.kind === 'cpu') return (cost.cpuMs * 1000) / amount;
  return (work.holdMs * cost.bytes) / (amount * 1_048_576);
}

/**
 * How often a job must come while its cost is being measured. Memory jobs only a few at a time: what a thread adds to
 * each is not known yet, and all of them at once might have the instance killed.
 */
export function calibrationInterval(work: Work, amount: number): number {
  if (work.kind === 'memory') return work.holdMs / memoryJobsAtOnce;
  return intervalFor(work, amount, { cpuMs: work.jobCpuMs, bytes: 0 });
}

/** What such a load uses besides what it is meant to: memory jobs cost CPU, too. */
export function loadOf(work: Work, amount: number, cost: JobCost): { millicores: number; bytes: number } {
  if (work.kind === 'cpu') return { millicores: amount, bytes: 0 };
  const jobsPerSecond = 1000 / intervalFor(work, amount, cost);
  return { millicores: jobsPerSecond * cost.cpuMs, bytes: amount * 1_048_576 };
}
