import type { ScaleTarget } from '../../manifests/scale-target.ts';
import type { ServiceState } from '../../supervisor/state.ts';
import { scaleOptions } from '../options.ts';
import type { PredictionInput } from '../predict.ts';
import { measureIdle, measureJobs, nominalCalibration, toInstanceCost, type Calibration } from './calibrate.ts';
import type { ExperimentOptions } from './experiment-options.ts';
import { startJobs, type JobDriver } from './job-driver.ts';
import { measureNewcomer } from './newcomer.ts';
import { promise, type Promised } from './promise.ts';
import type { ExperimentPlan } from './report.ts';
import { createServiceMeter } from './service-meter.ts';
import { serviceIn, type ServiceStatus } from './settle.ts';
import { calibrationInterval, cpuWork, intervalFor, loadOf, memoryWork, type Work } from './work.ts';

export type Planned =
  { kind: 'planned'; plan: ExperimentPlan; work: Work } | { kind: 'refused'; why: string; nearest: number | null };

/**
 * Measures what a prediction needs and predicts. With --dry-run only what an idle instance uses is measured. The caller
 * has switched the autoscaler off for the service, for the measuring itself would make it scale.
 */
export async function planExperiment(options: ExperimentOptions): Promise<Planned> {
  const { api, service, wish, view, signal } = options;
  const status = await api.status();
  const target = toTarget(serviceIn(status, service));
  const found = (await options.state()).services.find(({ name }) => name === service);
  if (found === undefined) throw new Error(`The supervisor has no ${service}.`);
  const syncPeriodMs = (status.settings.syncPeriodSeconds * 1000) / options.timeScale;
  const work = wish.kind === 'cpu' ? cpuWork(service, wish.amount, syncPeriodMs) : memoryWork(service, syncPeriodMs);
  const promiseWith = (calibration: Calibration) =>
    promise(wish, { cores: options.cores, memoryLimitBytes: found.memoryLimitBytes }, (amount) => ({
      ...toInput(options, target, found, syncPeriodMs, calibration),
      load: { ...loadOf(work, amount, calibration.job), holdMs: options.holdMs },
    }));

  const meter = createServiceMeter(options.state, service);
  view.waiting(`calibrating: what ${service} uses when idle`);
  const idle = await measureIdle(meter, signal);
  let calibration = nominalCalibration(work, idle, { bytes: idle.bytes, startUpMs: longestStartMs(found) });
  let promised = promiseWith(calibration);
  if (promised.kind === 'prediction' && !options.dryRun) {
    view.waiting(`calibrating: how long an instance of ${service} takes to start`);
    const fresh = await measureNewcomer(found, options.state, options.scale, signal);
    view.waiting(`calibrating: what a job costs ${service}`);
    const start = () => startJobsAt(options, work, calibrationInterval(work, wish.amount));
    calibration = await measureJobs(work, { idle, fresh }, meter, start, signal);
    promised = promiseWith(calibration);
  }
  if (promised.kind === 'refused') return promised;
  return { kind: 'planned', work, plan: toPlan(options, target, calibration, promised, status.settings) };
}

/** The jobs of the experiment, at the pace that makes the wished load. */
export function startWork(options: ExperimentOptions, work: Work, { job }: Calibration): JobDriver {
  return startJobsAt(options, work, intervalFor(work, options.wish.amount, job));
}

function startJobsAt({ gateway, service }: ExperimentOptions, { path }: Work, intervalMs: number): JobDriver {
  return startJobs(gateway, { path, intervalMs, reconnect: service === 'api-gateway' });
}

/** Until others notice a new instance and send it work. */
const noticeMs = 300;

function toInput(
  { timeScale }: ExperimentOptions,
  { spec, requests }: ScaleTarget,
  { desired }: ServiceState,
  syncPeriodMs: number,
  calibration: Calibration,
): Omit<PredictionInput, 'load'> {
  return {
    spec,
    requests,
    options: scaleOptions(timeScale),
    syncPeriodMs,
    cost: toInstanceCost(calibration),
    startUpMs: calibration.fresh.startUpMs + noticeMs,
    replicas: desired,
    firstDecisionMs: syncPeriodMs,
  };
}

function toPlan(
  { service, wish, holdMs, timeScale, cores }: ExperimentOptions,
  target: ScaleTarget,
  calibration: Calibration,
  { prediction, peaks, latestRestMs }: Extract<Promised, { kind: 'prediction' }>,
  settings: ExperimentPlan['settings'],
): ExperimentPlan {
  return {
    experiment: 'autoscale',
    service,
    wish,
    holdMs,
    plannedAt: new Date().toISOString(),
    settings: { ...settings, timeScale },
    target,
    cores,
    calibration,
    prediction,
    peaks,
    latestRestMs,
  };
}

function toTarget({ service, spec, requests: { cpu, memory } }: ServiceStatus): ScaleTarget {
  if (spec === null) throw new Error(`${service} has no autoscaler.`);
  return {
    service,
    spec,
    requests: { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) },
  };
}

function longestStartMs({ instances }: ServiceState): number {
  const starts = instances.flatMap(({ startedAt, readyAt }) =>
    startedAt === null || readyAt === null ? [] : [Date.parse(readyAt) - Date.parse(startedAt)],
  );
  return Math.max(500, ...starts);
}
