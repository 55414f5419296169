import { isPressed } from './machine-use.ts';
import { longestSendLagMs, type RunSummary, type Verdict } from './summary.ts';
import type { Firmness, Threshold } from './thresholds.ts';

/**
 * Missed thresholds fail a run. A generator that could not keep its schedule, or a run that was ended early, makes it
 * inconclusive, never passed: then only what no lateness explains, such as a seat sold twice, still fails it. A machine that
 * others used excuses what was missed, and makes a knee doubtful; what was met in spite of it stays met.
 */
export function judge(summary: RunSummary, thresholds: readonly Threshold[]): Verdict {
  const checks = thresholds.map((threshold) => ({ threshold: threshold.text, ...threshold.check(summary) }));
  const pressed = summary.machine !== null && isPressed(summary.machine);
  const missed = thresholds.flatMap<{ firm: Firmness; reason: string }>(({ firm }, index) => {
    const check = checks[index];
    return check === undefined || check.met ? [] : [{ firm, reason: `${check.threshold} was missed: ${check.actual}` }];
  });
  if (summary.completed === 0) missed.unshift({ firm: 'always', reason: 'no journey was completed' });
  const doubts = doubtsAbout(summary);
  if (missed.length > 0 || summary.knee?.brokeAt != null) doubts.push(...excusesFor(summary));
  const reasons = [...missed.map(({ reason }) => reason), ...doubts];
  const isFirm = (firm: Firmness): boolean => firm === 'always' || (firm !== 'never' && !pressed);
  if (missed.some(({ firm }) => doubts.length === 0 || isFirm(firm))) return { kind: 'failed', reasons, checks };
  return { kind: doubts.length > 0 ? 'inconclusive' : 'passed', reasons, checks };
}

function doubtsAbout({ generator, knee, model }: RunSummary): string[] {
  const doubts = [...generator.doubts];
  if (knee?.byGenerator === true) doubts.push(`at ${knee.brokeAt ?? 0} journeys a second ${knee.because ?? ''}`);
  const { sendLagP99Ms, eventLoopLagP99Ms } = generator;
  const remedy = 'lower the rate or free a core';
  if (isTooLate(sendLagP99Ms)) {
    doubts.push(`the generator itself was late (p99 send lag ${describe(sendLagP99Ms)}): ${remedy}`);
  }
  // without a schedule there is no send lag: what delays the generator then delays its loop
  if (model === 'closed' && isTooLate(eventLoopLagP99Ms)) {
    doubts.push(`the generator itself was too busy (p99 event-loop delay ${describe(eventLoopLagP99Ms)}): ${remedy}`);
  }
  if (generator.interrupted) doubts.push('the run was ended before its time');
  return doubts;
}

function excusesFor({ machine }: RunSummary): string[] {
  if (machine === null || !isPressed(machine)) return [];
  const { othersPercent, waitingPercent } = machine;
  return [
    `others used ${othersPercent.toFixed(0)} % of this machine's CPU, and ${waitingPercent.toFixed(0)} % of the time somebody waited for some: end them and run it again`,
  ];
}

const isTooLate = (lagMs: number | null): lagMs is number => lagMs !== null && lagMs > longestSendLagMs;

const describe = (lagMs: number): string => `${lagMs.toFixed(1)} ms, more than ${longestSendLagMs} ms`;
