import { longestSendLagMs, type RunSummary, type Verdict } from './summary.ts';
import type { Threshold } from './thresholds.ts';

/** Missed thresholds fail a run; a generator that could not keep its schedule makes it inconclusive, never passed. */
export function judge(summary: RunSummary, thresholds: readonly Threshold[]): Verdict {
  const checks = thresholds.map((threshold) => ({ threshold: threshold.text, ...threshold.check(summary) }));
  const reasons = checks.filter(({ met }) => !met).map(({ threshold, actual }) => `${threshold} was missed: ${actual}`);
  if (summary.completed === 0) reasons.unshift('no journey was completed');
  if (reasons.length > 0) return { kind: 'failed', reasons, checks };

  const { sendLagP99Ms, interrupted } = summary.generator;
  const doubts: string[] = [];
  if (sendLagP99Ms > longestSendLagMs) {
    doubts.push(
      `the generator itself was late (p99 send lag ${sendLagP99Ms.toFixed(1)} ms, more than ${longestSendLagMs} ms): lower the rate or free a core`,
    );
  }
  if (interrupted) doubts.push('the run was ended before its time');
  return doubts.length > 0
    ? { kind: 'inconclusive', reasons: doubts, checks }
    : { kind: 'passed', reasons: [], checks };
}
