import type { ServiceName } from '@ticketlab/contracts/services';
import type { ScaleTarget } from '../../manifests/scale-target.ts';
import type { LabState } from '../../supervisor/state.ts';
import { scaleOptions } from '../options.ts';
import type { PredictionInput } from '../predict.ts';
import { measureIdle, measureJobs, nominalCalibration, toInstanceCost, type Calibration } from './calibrate.ts';
import { startJobs, type JobDriver } from './job-driver.ts';
import type { AutoscalerApi } from './lab-api.ts';
import { promise, type Wish } from './promise.ts';
import { writePlan, writeReport, type ExperimentPlan, type ExperimentReport } from './report.ts';
import { runLoad } from './run-load.ts';
import { createServiceMeter } from './service-meter.ts';
import { awaitDecision, awaitRest, serviceIn } from './settle.ts';
import type { ExperimentView } from './view.ts';
import { predictionLines, timeScaleNote, wishText, seconds } from './wording.ts';
import { cpuWork, intervalFor, loadOf, memoryWork, type Work } from './work.ts';

export interface ExperimentOptions {
  service: ServiceName;
  wish: Wish;
  holdMs: number;
  dryRun: boolean;
  timeScale: number;
  gateway: string;
  api: AutoscalerApi;
  state: () => Promise<LabState>;
  cores: number;
  reportsDir: string;
  view: ExperimentView;
  /** Ends it in order: with a report if the load has begun. */
  signal: AbortSignal;
}

export type ExperimentResult =
  | { kind: 'refused'; why: string }
  | { kind: 'predicted'; plan: ExperimentPlan; file: string }
  | { kind: 'judged'; report: ExperimentReport; files: { json: string; html: string } };

/**
 * Says what the autoscaler will do about a load, then puts on exactly that load and sees whether it does. The
 * autoscaler's settings are as they were afterwards.
 */
export async function runExperiment(options: ExperimentOptions): Promise<ExperimentResult> {
  const { api, service, view, signal, timeScale } = options;
  const { settings } = await api.status();
  if (!settings.enabled || settings.off.includes(service)) {
    throw new Error(`The autoscaler is off for ${service}; switch it on with ./lab.sh autoscaler on ${service}`);
  }
  const restore = () => api.set({ timeScale: settings.timeScale, off: settings.off });
  try {
    if (timeScale !== settings.timeScale) await api.set({ timeScale });
    await awaitRest(api, service, view, signal);
    const planned = await plan(options);
    if (planned.kind !== 'planned') return planned;
    if (options.dryRun) return { kind: 'predicted', plan: planned.plan, file: planned.file };
    // one decision still measures the end of the calibration; the load begins after one that measured quiet
    await awaitDecision(api, service, view, signal);
    await api.set({ off: settings.off });
    const status = await awaitDecision(api, service, view, signal);
    const report = await runLoad(planned.plan, options, status, () => jobsFor(options, planned.work, planned.plan));
    return { kind: 'judged', report, files: writeReport(options.reportsDir, report) };
  } finally {
    view.end();
    await restore();
  }
}

type Planned = { kind: 'planned'; plan: ExperimentPlan; file: string; work: Work } | { kind: 'refused'; why: string };

/** Measures with the autoscaler off for this service, for the measuring itself would make it scale. */
async function plan(options: ExperimentOptions): Promise<Planned> {
  const { api, service, wish, timeScale, view, signal } = options;
  const { settings } = await api.status();
  const entry = serviceIn(await api.status(), service);
  if (entry.spec === null) throw new Error(`${service} has no autoscaler.`);
  const requests = {
    ...(entry.requests.cpu === undefined ? {} : { cpu: entry.requests.cpu }),
    ...(entry.requests.memory === undefined ? {} : { memory: entry.requests.memory }),
  };
  const target: ScaleTarget = { service, spec: entry.spec, requests };
  const state = await options.state();
  const found = state.services.find(({ name }) => name === service);
  if (found === undefined) throw new Error(`The supervisor has no ${service}.`);
  const syncPeriodMs = (settings.syncPeriodSeconds * 1000) / timeScale;
  const work = wish.kind === 'cpu' ? cpuWork(service, wish.amount, syncPeriodMs) : memoryWork(service, syncPeriodMs);
  const startUpMs = longestStartMs(found.instances) + noticeMs;

  if (!options.dryRun) await api.set({ off: [...settings.off, service] });
  const toInput =
    (calibration: Calibration) =>
    (amount: number): PredictionInput => ({
      spec: target.spec,
      requests,
      options: scaleOptions(timeScale),
      syncPeriodMs,
      load: { ...loadOf(work, amount, calibration.job), holdMs: options.holdMs },
      cost: toInstanceCost(calibration),
      startUpMs,
      replicas: found.desired,
      firstDecisionMs: syncPeriodMs,
    });
  const machine = { cores: options.cores, memoryLimitBytes: found.memoryLimitBytes };
  const meter = createServiceMeter(options.state, service);
  view.waiting(`calibrating: what ${service} uses when idle`);
  const idle = await measureIdle(meter, signal);
  let calibration = nominalCalibration(work, idle);
  let promised = promise(wish, machine, toInput(calibration));
  if (!options.dryRun && promised.kind === 'prediction') {
    view.waiting(`calibrating: what a job costs ${service}`);
    calibration = await measureJobs(work, idle, meter, () => startJobsAt(options, work, calibration), signal);
    promised = promise(wish, machine, toInput(calibration));
  }
  if (promised.kind === 'refused') return promised;

  const written: ExperimentPlan = {
    experiment: 'autoscale',
    service,
    wish,
    holdMs: options.holdMs,
    plannedAt: new Date().toISOString(),
    settings: { ...settings, timeScale },
    target,
    cores: options.cores,
    calibration,
    startUpMs,
    prediction: promised.prediction,
    peaks: promised.peaks,
  };
  const file = writePlan(options.reportsDir, written);
  tell(view, written, file);
  return { kind: 'planned', plan: written, file, work };
}

/** Until others notice a new instance and send it work. */
const noticeMs = 300;

function longestStartMs(instances: { startedAt: string | null; readyAt: string | null }[]): number {
  const starts = instances.flatMap(({ startedAt, readyAt }) =>
    startedAt === null || readyAt === null ? [] : [Date.parse(readyAt) - Date.parse(startedAt)],
  );
  return Math.max(500, ...starts);
}

function tell(
  view: ExperimentView,
  { service, wish, holdMs, calibration, settings, prediction }: ExperimentPlan,
  file: string,
) {
  const { idle, job } = calibration;
  const note = timeScaleNote(settings.timeScale);
  view.line(`${service}: ${wishText(wish)} for ${seconds(holdMs)}`);
  if (note !== null) view.line(note);
  view.line(
    `Calibrated: idle ${idle.millicores.toFixed(1)} millicores and ${(idle.bytes / 1_048_576).toFixed(0)} MiB an instance; a job costs ${job.cpuMs.toFixed(2)} CPU ms${calibration.measuredJobs ? '' : ' by intention'}`,
  );
  for (const line of predictionLines(prediction)) view.line(line);
  view.line(`Written down in ${file}`);
}

function jobsFor(options: ExperimentOptions, work: Work, { calibration }: ExperimentPlan): JobDriver {
  return startJobsAt(options, work, calibration);
}

function startJobsAt({ gateway, service, wish }: ExperimentOptions, work: Work, calibration: Calibration): JobDriver {
  return startJobs(gateway, {
    path: work.path,
    intervalMs: intervalFor(work, wish.amount, calibration.job),
    reconnect: service === 'api-gateway',
  });
}
