import { upstreamNames } from '@ticketlab/contracts/services';
import { z } from 'zod';
import { journeyNames } from './journeys.ts';
import { parseStepLimit, parseThreshold, stepLimitForms, thresholdForms } from './thresholds.ts';

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

const limitSchema = z.string().superRefine((text, context) => {
  try {
    parseStepLimit(text);
  } catch {
    context.addIssue({ code: 'custom', message: `not a limit of a step; write one of: ${stepLimitForms}` });
  }
});

/** A search for the rate at which the system breaks: steps, each a factor above the one before. */
const stressSchema = z
  .strictObject({
    from: z.number().positive().max(100_000).describe('journeys a second of the first step'),
    factor: z.number().min(1.05).max(10),
    upTo: z.number().positive().max(100_000).describe('no step goes beyond this'),
    seconds: z.number().min(1).max(3_600).describe('of each step'),
    until: z.array(limitSchema).min(1).describe('limits; the first step that misses one ends the search'),
  })
  .refine(({ from, upTo }) => from <= upTo, { message: 'must be at least `from`', path: ['upTo'] });

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
