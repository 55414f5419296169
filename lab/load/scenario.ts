import { upstreamNames } from '@ticketlab/contracts/services';
import { z } from 'zod';
import { journeyNames } from './journeys.ts';
import { parseThreshold, thresholdForms } from './thresholds.ts';

const params = z.record(z.string(), z.union([z.string(), z.number()]));

const phaseSchema = z.strictObject({
  name: z.string().min(1).max(40),
  seconds: z.number().positive().max(86_400),
  from: z.number().min(0).max(100_000).describe('arrivals per second at the start'),
  to: z.number().min(0).max(100_000).describe('arrivals per second at the end'),
  params: params.default({}).describe('override those of the journeys during this phase'),
});

const thresholdSchema = z.string().superRefine((text, context) => {
  try {
    parseThreshold(text);
  } catch {
    context.addIssue({ code: 'custom', message: `not a threshold; write one of: ${thresholdForms}` });
  }
});

/** A load scenario: data only. What its journeys do is code, in journeys/. */
const scenarioSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes'),
  description: z.string().min(1).max(300),
  phases: z.array(phaseSchema).min(1).max(50),
  journeys: z
    .array(
      z.strictObject({
        journey: z.enum(journeyNames),
        weight: z.number().positive().default(1),
        params: params.default({}),
      }),
    )
    .min(1),
  thresholds: z.array(thresholdSchema).min(1),
  checkInvariants: z.boolean().default(false).describe('before and after the run'),
  watchBreaker: z.enum(upstreamNames).optional().describe('note the states that this breaker goes through'),
});

export type Scenario = z.output<typeof scenarioSchema>;

/** @throws Error with one line per mistake: where it is and what would be right */
export function parseScenario(data: unknown, origin: string): Scenario {
  const parsed = scenarioSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    ({ path, message }) => `  ${path.length === 0 ? '(whole file)' : path.join('.')}: ${message}`,
  );
  throw new Error(`${origin} is not a scenario:\n${lines.join('\n')}`);
}

/** The same shape at another rate and length: every rate and every second is multiplied. */
export function scaleScenario(scenario: Scenario, wish: { rate?: number; seconds?: number }): Scenario {
  const peak = Math.max(...scenario.phases.flatMap(({ from, to }) => [from, to]));
  const length = scenario.phases.reduce((sum, { seconds }) => sum + seconds, 0);
  const rateFactor = wish.rate === undefined || peak === 0 ? 1 : wish.rate / peak;
  const timeFactor = wish.seconds === undefined ? 1 : wish.seconds / length;
  return {
    ...scenario,
    phases: scenario.phases.map((phase) => ({
      ...phase,
      seconds: phase.seconds * timeFactor,
      from: phase.from * rateFactor,
      to: phase.to * rateFactor,
    })),
  };
}
