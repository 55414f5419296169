import type { AutoscalerDecision } from '@ticketlab/contracts/http/autoscaler';
import type { Prediction } from '../predict.ts';

/** What really happened; times in milliseconds after the beginning of the load. */
export interface Actual {
  peak: number;
  atEnd: number;
  resting: number;
  /** null while it was still asking for fewer. */
  restingAtMs: number | null;
  /** The mean that was measured, in the unit of the wish; null for memory, which is sampled only. */
  amount: number | null;
  jobs: { sent: number; failed: number };
  interrupted: boolean;
  problem: string | null;
}

export interface ExperimentVerdict {
  kind: 'met' | 'missed' | 'inconclusive';
  checks: { what: string; predicted: string; actual: string; met: boolean }[];
  /** Why it proves nothing. */
  doubts: string[];
}

export const exitCodes: Record<ExperimentVerdict['kind'], number> = { met: 0, missed: 1, inconclusive: 3 };

const mostDeviation = 0.05;
const mostFailed = 0.01;

/**
 * Met when peak, count at the end of the load and resting point are those predicted, and it came to rest in time. A load
 * that was not the promised one proves nothing, whatever came of it.
 */
export function judge(
  prediction: Prediction,
  actual: Actual,
  { wished, syncPeriodMs, latestRestMs }: { wished: number; syncPeriodMs: number; latestRestMs: number },
): ExperimentVerdict {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
  const latest = latestRestMs + 3 * syncPeriodMs;
  const count = (what: string, predicted: number, found: number) => ({
    what,
    predicted: String(predicted),
    actual: String(found),
    met: predicted === found,
  });
  const checks = [
    count('peak reached', prediction.peak, actual.peak),
    count('held until the load ended', prediction.atEnd, actual.atEnd),
    count('returned to', prediction.resting, actual.resting),
    {
      what: 'came to rest in time',
      predicted: `${seconds(prediction.restingAtMs)}, at the latest ${seconds(latest)}`,
      actual: actual.restingAtMs === null ? 'not yet' : seconds(actual.restingAtMs),
      met: actual.restingAtMs !== null && actual.restingAtMs <= latest,
    },
  ];
  const doubts = findDoubts(actual, wished);
  if (doubts.length > 0) return { kind: 'inconclusive', checks, doubts };
  return { kind: checks.every(({ met }) => met) ? 'met' : 'missed', checks, doubts };
}

function findDoubts({ amount, jobs, interrupted, problem }: Actual, wished: number): string[] {
  const doubts: string[] = [];
  if (interrupted) doubts.push('it was ended before its time');
  if (problem !== null) doubts.push(`the autoscaler could not decide: ${problem}`);
  if (jobs.sent === 0 || jobs.failed / jobs.sent > mostFailed) {
    doubts.push(`${jobs.failed} of ${jobs.sent} jobs failed`);
  }
  if (amount !== null && Math.abs(amount / wished - 1) > mostDeviation) {
    doubts.push(
      `the load was ${amount.toFixed(0)} instead of ${wished}: this machine was too busy, or others used the service`,
    );
  }
  return doubts;
}

/** Reads the curve off the decisions; `startedAt` and `endedAt` are those of the load, in milliseconds since 1970. */
export function readCurve(
  decisions: AutoscalerDecision[],
  replicas: number,
  startedAt: number,
  holdMs: number,
): Pick<Actual, 'peak' | 'atEnd' | 'resting' | 'restingAtMs'> {
  let peak = replicas;
  let atEnd = replicas;
  let resting = replicas;
  let restingAtMs = 0;
  let shrinking = false;
  for (const { at, current, desired, recommended } of decisions) {
    const sinceMs = Date.parse(at) - startedAt;
    peak = Math.max(peak, desired);
    if (sinceMs <= holdMs) atEnd = desired;
    shrinking = recommended !== null && recommended < desired;
    if (desired === current) continue;
    resting = desired;
    restingAtMs = sinceMs;
  }
  return { peak, atEnd, resting, restingAtMs: shrinking ? null : restingAtMs };
}
