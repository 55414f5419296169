import { upstreamNames } from '@ticketlab/contracts/services';
import { z } from 'zod';
import type { Phase } from './arrivals.ts';
import { journeyNames } from './journeys.ts';
import { stressSchema, stressSteps } from './stress.ts';
import { parseThreshold, thresholdForms } from './thresholds.ts';

const params = z.record(z.string(), z.union([z.string(), z.number()]));

const journeyChoicesSchema = z
  .array(
    z.strictObject({
      journey: z.enum(journeyNames),
      weight: z.number().positive().default(1),
      params: params.default({}),
    }),
  )
  .min(1);

const phaseSchema = z.strictObject({
  name: z.string().min(1).max(40),
  seconds: z.number().positive().max(86_400),
  from: z.number().min(0).max(100_000).describe('arrivals per second at the start'),
  to: z.number().min(0).max(100_000).describe('arrivals per second at the end'),
  params: params.default({}).describe('override those of the journeys during this phase'),
  journeys: journeyChoicesSchema.optional().describe('instead of those of the scenario, during this phase'),
});

const thresholdSchema = z.string().superRefine((text, context) => {
  try {
    parseThreshold(text);
  } catch {
    context.addIssue({ code: 'custom', message: `not a threshold; write one of: ${thresholdForms}` });
  }
});

/** A load scenario: data only. What its journeys do is code, in journeys/. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes, at most 40'),
    description: z.string().min(1).max(300),
    stress: stressSchema.optional().describe('steps up until the system breaks, before the phases'),
    phases: z.array(phaseSchema).max(50).default([]),
    journeys: journeyChoicesSchema,
    thresholds: z.array(thresholdSchema).min(1),
    customers: z.int().min(1).max(1_000).default(20).describe('accounts that the journeys share'),
    checkInvariants: z.boolean().default(false).describe('before and after the run'),
    watchBreaker: z.enum(upstreamNames).optional().describe('note the states that this breaker goes through'),
  })
  .superRefine(({ phases, stress, thresholds }, context) => {
    if (phases.length === 0 && stress === undefined) {
      context.addIssue({ code: 'custom', path: ['phases'], message: 'give at least one phase, or `stress`' });
    }
    const names = phases.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) < index) {
        context.addIssue({ code: 'custom', path: ['phases', index, 'name'], message: `"${name}" is taken already` });
      }
    }
    for (const [index, text] of thresholds.entries()) {
      if (/^knee>/.test(text) && stress === undefined) {
        context.addIssue({ code: 'custom', path: ['thresholds', index], message: '`knee` needs `stress`' });
      }
    }
  });

export type Scenario = z.output<typeof scenarioSchema>;
export type JourneyChoice = Scenario['journeys'][number];
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** A phase with everything that its journeys take. */
export interface ScenarioPhase extends Phase {
  params?: Record<string, string | number>;
  journeys?: readonly JourneyChoice[] | undefined;
}

/** The run's stretches in order: first the steps of a stress search, then the phases. */
export function stretchesOf({ stress, phases }: Scenario): { steps: Phase[]; phases: readonly ScenarioPhase[] } {
  return { steps: stress === undefined ? [] : stressSteps(stress), phases };
}

/** All journeys that the scenario may begin. */
export function journeysOf({ journeys, phases }: Scenario): JourneyChoice['journey'][] {
  return [...new Set([...journeys, ...phases.flatMap((phase) => phase.journeys ?? [])].map(({ journey }) => journey))];
}

/** How many places the run may sell at most, roughly where nobody knows how fast the visitors are. */
export function placesNeeded(scenario: Scenario, vus: number | null): number {
  const { steps, phases } = stretchesOf(scenario);
  const rateAt = ({ from, to }: Phase): number => (vus === null ? (from + to) / 2 : vus * mostJourneysPerVisitor);
  return Math.ceil([...steps, ...phases].reduce((sum, phase) => sum + rateAt(phase) * phase.seconds, 0));
}

/** A second, in a closed model: a purchase waits for its ticket. */
const mostJourneysPerVisitor = 5;

/** Why a fixed number of visitors cannot run this scenario; undefined where they can. */
export function whyNotClosed(scenario: Scenario): string | undefined {
  if (scenario.stress !== undefined) return `${scenario.name} raises the arrival rate step by step`;
  if (journeysOf(scenario).includes('listen')) return 'its visitors stay connected until the run ends';
  return undefined;
}

/**
 * The same shape at another peak rate and length: every rate and every second is multiplied. Phases with journeys of their
 * own keep their rate.
 */
export function scaleScenario(scenario: Scenario, wish: { rate?: number; seconds?: number }): Scenario {
  const { steps, phases } = stretchesOf(scenario);
  const scaled = [...steps, ...phases.filter(({ journeys }) => journeys === undefined)];
  const peak = Math.max(0, ...scaled.flatMap(({ from, to }) => [from, to]));
  const length = [...steps, ...phases].reduce((sum, { seconds }) => sum + seconds, 0);
  const rateFactor = wish.rate === undefined || peak === 0 ? 1 : wish.rate / peak;
  const timeFactor = wish.seconds === undefined ? 1 : wish.seconds / length;
  const { stress } = scenario;
  return {
    ...scenario,
    ...(stress === undefined
      ? {}
      : {
          stress: {
            ...stress,
            from: stress.from * rateFactor,
            upTo: stress.upTo * rateFactor,
            seconds: Math.max(1, stress.seconds * timeFactor),
          },
        }),
    phases: scenario.phases.map((phase) => ({
      ...phase,
      seconds: phase.seconds * timeFactor,
      from: phase.from * (phase.journeys === undefined ? rateFactor : 1),
      to: phase.to * (phase.journeys === undefined ? rateFactor : 1),
    })),
  };
}
