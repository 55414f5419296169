import { faultKinds, faultParametersSchema, faultPresets, faultServices } from '@ticketlab/contracts/http/faults';
import { topics } from '@ticketlab/contracts/topics';
import { z } from 'zod';

const serviceSchema = z.enum(faultServices);

/** What is done to the system when the exercise starts. */
const breakStepSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('fault'),
    kind: z.enum(faultKinds),
    service: serviceSchema,
    on: z
      .enum(['one', 'each', 'service'])
      .default('service')
      .describe(
        'one: one instance, chosen by the seed; each: every instance that runs now, but none that comes later; service: all',
      ),
    version: z.string().optional().describe('only instances of this release, also those that come later'),
    route: z.string().optional(),
    preset: z.enum(faultPresets).default('mild'),
    parameters: faultParametersSchema.default({}),
    probability: z.number().gt(0).max(1).optional(),
  }),
  z.strictObject({ do: z.literal('scale'), service: serviceSchema, instances: z.int().min(1).max(5) }),
  z.strictObject({
    do: z.literal('autoscaler'),
    enabled: z.boolean().optional(),
    off: z.array(serviceSchema).optional().describe('services that it leaves alone'),
  }),
  z.strictObject({
    do: z.literal('release'),
    service: serviceSchema,
    version: z.string().min(1).max(40),
    settings: z.record(z.string(), z.string()).default({}).describe('what this release is set up with'),
    canary: z.boolean().default(false).describe('one instance of it beside the others'),
  }),
  z.strictObject({
    do: z.literal('manifest'),
    service: serviceSchema,
    file: z.enum(['hpa.yaml', 'deployment.yaml']),
    replace: z.string().min(1).describe('text that stands in the file'),
    with: z.string(),
  }),
  z.strictObject({
    do: z.literal('purchase'),
    card: z.string().describe('a test card, by name'),
    times: z.int().min(1).max(20).default(1),
  }),
]);
export type BreakStep = z.output<typeof breakStepSchema>;

const why = z.string().min(1).describe('what an unmet check means to the trainee');

/** What must be true for the exercise to be solved; asked of the live system. */
const checkSchema = z.discriminatedUnion('check', [
  z.strictObject({
    check: z.literal('requests'),
    why,
    path: z.string().startsWith('/').describe(':event stands for an event that is on sale'),
    at: serviceSchema
      .optional()
      .describe('asks each ready instance of it itself, so that nothing in between hides one; default: the gateway'),
    as: z.enum(['nobody', 'customer', 'admin']).default('nobody'),
    times: z.int().min(1).max(200).default(24).describe('of each one that is asked'),
    errorsAtMost: z.int().min(0).default(0),
    p95Below: z.number().positive().optional().describe('milliseconds'),
  }),
  z.strictObject({
    check: z.literal('instances'),
    why,
    service: serviceSchema,
    atLeast: z.int().min(0).default(1),
    atMost: z.int().min(0).default(20),
    memoryBelowMb: z.number().positive().optional(),
    steadySeconds: z.number().min(0).max(120).default(0).describe('ready without a break for so long'),
  }),
  z.strictObject({
    check: z.literal('breaker'),
    why,
    service: serviceSchema,
    state: z.enum(['closed', 'open', 'half-open']),
  }),
  z.strictObject({
    check: z.literal('dependency'),
    why,
    service: serviceSchema,
    dependency: z.string().min(1).describe('as each of its instances calls it in /health'),
  }),
  z.strictObject({
    check: z.literal('lag'),
    why,
    group: z.string().optional(),
    atMost: z.int().min(0).default(0),
  }),
  z.strictObject({
    check: z.literal('dead-letters'),
    why,
    topic: z.enum(topics).optional(),
    atMost: z.int().min(0).default(0),
  }),
  z.strictObject({ check: z.literal('invariants'), why }),
  z.strictObject({
    check: z.literal('purchases'),
    why,
    times: z.int().min(1).max(20).default(3),
    seconds: z.number().positive().max(60).default(15).describe('from payment to tickets'),
  }),
  z.strictObject({
    check: z.literal('event'),
    why,
    subject: z.string().min(1).describe('a service or instance; what begins with it counts'),
    type: z.string().min(1),
    atLeast: z.int().min(1).default(1),
  }),
  z.strictObject({
    check: z.literal('autoscaled'),
    why,
    service: serviceSchema,
    to: z.int().min(1).describe('the autoscaler itself asked for at least so many since the start'),
  }),
  z.strictObject({ check: z.literal('autoscaler-active'), why, service: serviceSchema }),
  z.strictObject({
    check: z.literal('load-test'),
    why,
    scenario: z.string().min(1),
    ended: z.boolean().default(false).describe('that it has ended will do'),
    failedAtMost: z.int().min(0).optional().describe('journeys; nothing else of the verdict counts then'),
    thresholds: z.array(z.string().min(1)).min(1).optional().describe('only these must be met, whatever the verdict'),
    during: z
      .strictObject({ subject: z.string().min(1), type: z.string().min(1) })
      .optional()
      .describe('this event happened while it ran'),
  }),
]);
export type Check = z.output<typeof checkSchema>;

/** labs/NN-name/lab.yaml. */
export const exerciseSchema = z
  .strictObject({
    title: z.string().min(3).max(80),
    level: z.enum(['first steps', 'easy', 'medium', 'hard']),
    minutes: z.int().min(1).max(90).describe('what most need'),
    teaches: z.string().min(1).max(200),
    story: z.string().min(20),
    break: z.array(breakStepSchema).max(10).default([]),
    symptom: z.string().min(1).describe('what can be seen with the tools of the lab'),
    shoppers: z.boolean().default(true).describe('two journeys a second, so that there is something to see'),
    hints: z.array(z.strictObject({ text: z.string().min(1), cost: z.int().min(1).max(40) })).min(1),
    cause: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('in one line what is wrong; hard mode has it chosen among those of others. None: nothing is wrong'),
    question: z.strictObject({
      ask: z.string().min(1),
      answers: z.array(z.string().min(1)).min(2).max(6),
      right: z.int().min(1).describe('its place in the list, from 1'),
      because: z.string().min(1),
    }),
    verify: z.array(checkSchema).min(1),
  })
  .superRefine(({ question, hints }, context) => {
    if (question.right > question.answers.length) {
      const message = `there are only ${question.answers.length} answers`;
      context.addIssue({ code: 'custom', path: ['question', 'right'], message });
    }
    if (hints.reduce((sum, { cost }) => sum + cost, 0) > 80) {
      context.addIssue({ code: 'custom', path: ['hints'], message: 'all hints together may cost 80 points at most' });
    }
  });

export interface Exercise extends z.output<typeof exerciseSchema> {
  /** The folder's name, e.g. `02-slow-service`. */
  name: string;
}
