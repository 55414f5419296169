import { setTimeout as wait } from 'node:timers/promises';
import type { AutoscalerDecision, AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import type { ExperimentOptions } from './experiment-options.ts';
import type { JobDriver } from './job-driver.ts';
import { judge, readCurve, type Actual } from './judge.ts';
import { createPace } from './pace.ts';
import { predictedAt } from './predicted-at.ts';
import type { ExperimentPlan, ExperimentReport, ExperimentSample } from './report.ts';
import { createServiceMeter } from './service-meter.ts';

const everyMs = 1_000;

/** Puts the load on, watches until everything is at rest again, and judges. `status` is from right before. */
export async function runLoad(
  plan: ExperimentPlan,
  { api, state, view, signal }: ExperimentOptions,
  status: AutoscalerStatus,
  start: () => JobDriver,
): Promise<ExperimentReport> {
  const { service, holdMs, prediction, wish, calibration, settings } = plan;
  const syncPeriodMs = (settings.syncPeriodSeconds * 1000) / settings.timeScale;
  const meter = createServiceMeter(state, service);
  await meter.read();
  const jobs = start();
  const startedAt = Date.now();
  const pace = createPace(wish.amount, calibration.idle.millicores, calibration.job.cpuMs);
  const samples: ExperimentSample[] = [];
  const decisions: AutoscalerDecision[] = [];
  const amounts: number[] = [];
  let seen = status.lastDecisionAt ?? new Date(startedAt).toISOString();
  let problem: string | null = null;
  let counts = jobs.counts();
  let loading = true;
  let readAt = performance.now();

  const latestMs = plan.latestRestMs + 4 * syncPeriodMs;
  for (let atMs = 0; !isOver(atMs); atMs = Date.now() - startedAt) {
    await wait(Math.min(everyMs, syncPeriodMs / 3), undefined, { signal }).catch(() => undefined);
    if (loading && (signal.aborted || Date.now() - startedAt >= holdMs)) {
      loading = false;
      counts = await jobs.stop();
    }
    if (signal.aborted) break;
    await look(Date.now() - startedAt);
  }
  if (loading) counts = await jobs.stop();
  view.end();

  const actual: Actual = {
    ...readCurve(decisions, prediction.steps[0]?.current ?? 0, startedAt, holdMs),
    amount:
      wish.kind === 'cpu' && amounts.length > 0
        ? amounts.reduce((sum, value) => sum + value, 0) / amounts.length
        : null,
    jobs: { sent: counts.sent, failed: counts.failed },
    interrupted: signal.aborted,
    problem,
  };
  return {
    ...plan,
    startedAt: new Date(startedAt).toISOString(),
    actual,
    verdict: judge(prediction, actual, { wished: wish.amount, syncPeriodMs, latestRestMs: plan.latestRestMs }),
    decisions,
    samples,
  };

  function isOver(atMs: number): boolean {
    if (signal.aborted || atMs > latestMs) return true;
    const last = decisions.at(-1);
    // one decision more than predicted, to see that it stays there
    return !loading && atMs > prediction.restingAtMs + syncPeriodMs && last?.desired === prediction.resting;
  }

  async function look(atMs: number): Promise<void> {
    const reading = await meter.read();
    const now = performance.now();
    if (loading) {
      const before = counts;
      counts = jobs.counts();
      const interval = pace.adjust(reading, counts.done - before.done, now - readAt);
      if (wish.kind === 'cpu') jobs.setInterval(interval);
      const idle = calibration.idle.millicores * reading.ready;
      if (reading.millicores !== null && atMs > settledMs) amounts.push(reading.millicores - idle);
    }
    readAt = now;
    const current = await api.status().catch((error: unknown) => {
      problem = (error as Error).message;
      return undefined;
    });
    if (current !== undefined && current.lastDecisionAt !== seen) {
      for (const decision of await api.decisions(service, seen)) {
        decisions.push(decision);
        const sinceMs = Date.parse(decision.at) - startedAt;
        view.decision(decision, sinceMs, predictedAt(prediction, sinceMs));
      }
      seen = decisions.at(-1)?.at ?? seen;
    }
    problem = current?.problem ?? problem;
    const { desired, ready, millicores, bytes } = reading;
    const sample = { atMs, millicores, bytes, desired, ready, predicted: predictedAt(prediction, atMs) };
    samples.push(sample);
    const request = plan.target.requests[wish.kind];
    const used = wish.kind === 'cpu' ? millicores : bytes;
    view.sample(sample, {
      phase: loading ? `loading, ${((holdMs - atMs) / 1000).toFixed(0)} s left` : 'waiting for the scale-down',
      nextDecisionMs: current === undefined ? 0 : Date.parse(current.nextDecisionAt) - Date.now(),
      utilization: request === undefined || used === null || ready === 0 ? null : (used / ready / request) * 100,
    });
  }
}

/** The first second has part of the quiet before the load in it. */
const settledMs = 1_500;
