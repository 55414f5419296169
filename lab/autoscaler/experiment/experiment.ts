import { planExperiment, startWork } from './plan.ts';
import type { ExperimentPlan, ExperimentReport } from './report.ts';
import { writePlan, writeReport } from './write-report.ts';
import type { ExperimentOptions } from './experiment-options.ts';
import { runLoad } from './run-load.ts';
import { awaitDecision, awaitRest } from './settle.ts';
import { planLines } from './wording.ts';

export type ExperimentResult =
  | { kind: 'refused'; why: string; nearest: number | null }
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
    const lines = planLines(planned.plan, file);
    for (const line of lines) view.line(line);
    options.onPlan?.(planned.plan, lines);
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
