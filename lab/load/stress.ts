import { z } from 'zod';
import type { Phase } from './arrivals.ts';
import { type Knee, longestSendLagMs, type PhaseResult } from './summary.ts';
import { parseStepLimit, stepLimitForms } from './thresholds.ts';

const limitSchema = z.string().superRefine((text, context) => {
  try {
    parseStepLimit(text);
  } catch {
    context.addIssue({ code: 'custom', message: `not a limit of a step; write one of: ${stepLimitForms}` });
  }
});

/** A search for the rate at which the system breaks: steps, each a factor above the one before. */
export const stressSchema = z
  .strictObject({
    from: z.number().positive().max(100_000).describe('journeys a second of the first step'),
    factor: z.number().min(1.05).max(10),
    upTo: z.number().positive().max(100_000).describe('no step goes beyond this'),
    seconds: z.number().min(1).max(3_600).describe('of each step'),
    until: z.array(limitSchema).min(1).describe('limits; the first step that misses one ends the search'),
  })
  .refine(({ from, upTo }) => from <= upTo, { message: 'must be at least `from`', path: ['upTo'] });

export type Stress = z.output<typeof stressSchema>;

/** The steps as phases, each named after its rate. */
export function stressSteps({ from, factor, upTo, seconds }: Stress): Phase[] {
  const steps: Phase[] = [];
  for (let rate = from; rate <= upTo * 1.0001; rate *= factor) {
    const rounded = rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate);
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
    const late = result.started >= enoughForP99 && result.sendLagP99Ms > longestSendLagMs;
    if (missed === undefined && !late) return;
    const lag = `the generator itself was late (p99 send lag ${result.sendLagP99Ms.toFixed(1)} ms)`;
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
