import type { ServiceName } from '@ticketlab/contracts/services';
import type { LabState } from '../../supervisor/state.ts';
import type { AutoscalerApi } from './lab-api.ts';
import { planExperiment, startWork } from './plan.ts';
import type { Wish } from './promise.ts';
import { writePlan, writeReport, type ExperimentPlan, type ExperimentReport } from './report.ts';
import { runLoad } from './run-load.ts';
import { awaitDecision, awaitRest } from './settle.ts';
import type { ExperimentView } from './view.ts';
import { planLines } from './wording.ts';

export interface ExperimentOptions {
  service: ServiceName;
  wish: Wish;
  holdMs: number;
  dryRun: boolean;
  timeScale: number;
  gateway: string;
  api: AutoscalerApi;
  state: () => Promise<LabState>;
  scale: (service: string, instances: number) => Promise<unknown>;
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
  const { api, service, view, signal, timeScale, dryRun } = options;
  const { settings } = await api.status();
  if (!settings.enabled || settings.off.includes(service)) {
    throw new Error(`The autoscaler is off for ${service}; switch it on with ./lab.sh autoscaler on ${service}`);
  }
  try {
    if (!dryRun && timeScale !== settings.timeScale) await api.set({ timeScale });
    await awaitRest(api, service, view, signal);
    if (!dryRun) await api.set({ off: [...settings.off, service] });
    const planned = await planExperiment(options);
    if (planned.kind === 'refused') return planned;
    const file = writePlan(options.reportsDir, planned.plan);
    for (const line of planLines(planned.plan, file)) view.line(line);
    if (dryRun) return { kind: 'predicted', plan: planned.plan, file };
    // one decision still measures the end of the calibration; the load begins after one that measured quiet
    await awaitDecision(api, service, view, signal);
    await api.set({ off: settings.off });
    const status = await awaitDecision(api, service, view, signal);
    const start = () => startWork(options, planned.work, planned.plan.calibration);
    const report = await runLoad(planned.plan, options, status, start);
    return { kind: 'judged', report, files: writeReport(options.reportsDir, report) };
  } finally {
    view.end();
    if (!dryRun) await api.set({ timeScale: settings.timeScale, off: settings.off });
  }
}
