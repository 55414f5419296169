import type { Phase } from './arrivals.ts';
import { type Knee, longestSendLagMs, type PhaseResult } from './summary.ts';
import type { Scenario } from './scenario.ts';
import { parseStepLimit } from './thresholds.ts';

type Stress = NonNullable<Scenario['stress']>;

/** The steps as phases, each named after its rate. */
export function stressSteps({ from, factor, upTo, seconds }: Stress): Phase[] {
  const steps: Phase[] = [];
  for (let rate = from; rate <= upTo * 1.0001; rate *= factor) {
    const rounded = Number(rate.toPrecision(3));
    steps.push({ name: `${rounded}/s`, seconds, from: rounded, to: rounded });
  }
  return steps;
}

/** Of fewer journeys the 99th percentile is the one that was worst, and says nothing. */
const enoughForP99 = 100;
/** Before this share of a step has passed there is too little to judge it by. */
const soonest = 0.4;

/** Judges the steps of a stress run while it goes. */
export function createKneeSearch(stress: Stress, steps: readonly Phase[]) {
  const limits = stress.until.map(parseStepLimit);
  let held = 0;
  let broke: Omit<Knee, 'rate'> | null = null;

  function judge(step: Phase, result: PhaseResult): void {
    if (broke !== null) return;
    const missed = limits.map(({ text, check }) => ({ text, ...check(result) })).find(({ met }) => !met);
    const late = result.started >= enoughForP99 && (result.sendLagP99Ms ?? 0) > longestSendLagMs;
    if (missed === undefined && !late) return;
    const lag = `the generator itself was late (p99 send lag ${(result.sendLagP99Ms ?? 0).toFixed(1)} ms)`;
    broke = {
      brokeAt: step.to,
      because: missed === undefined ? lag : `${missed.text} was missed: ${missed.actual}`,
      byGenerator: missed === undefined,
    };
  }

  return {
    get over(): boolean {
      return broke !== null;
    },
    /** While a step goes: `share` of it has passed, 0 to 1. `result` counts what is still in flight with its age. */
    during(step: Phase, share: number, result: PhaseResult): void {
      if (share >= soonest) judge(step, result);
    },
    atEnd(step: Phase, result: PhaseResult): void {
      judge(step, result);
      if (broke === null) held = step.to;
    },
    knee(): Knee {
      return { rate: held, ...(broke ?? { brokeAt: null, because: null, byGenerator: false }) };
    },
    steps,
  };
}

export type KneeSearch = ReturnType<typeof createKneeSearch>;
