import { z } from 'zod';
import { idSchema, timestampSchema } from '../primitives.ts';
import { serviceNames } from '../services.ts';
import { autoscalerDecisionSchema } from './autoscaler.ts';

/** POST /api/lab/experiments: millicores or megabytes, not both. One runs at a time. */
export const startExperimentSchema = z
  .strictObject({
    service: z.enum(serviceNames).exclude(['lab-controller']).default('order-service'),
    millicores: z.int().min(1).max(100_000).optional().describe('CPU to burn, all instances together; 400 by default'),
    megabytes: z.int().min(1).max(100_000).optional().describe('memory to hold instead'),
    holdSeconds: z.int().min(5).max(3_600).default(180),
    timeScale: z.number().min(1).max(60).default(1).describe('divides all times of the autoscaler'),
    dryRun: z.boolean().default(false).describe('only predict'),
  })
  .refine(({ millicores, megabytes }) => millicores === undefined || megabytes === undefined, {
    path: ['megabytes'],
    message: 'millicores or megabytes, not both',
  })
  .meta({ id: 'StartExperiment' });
export type StartExperiment = z.output<typeof startExperimentSchema>;

/** Times are milliseconds after the beginning of the load. */
export const experimentPredictionSchema = z
  .object({
    steps: z.array(
      z.object({
        atMs: z.number(),
        current: z.int(),
        desired: z.int(),
        ready: z.int(),
        usage: z.number().nullable().describe('of the metric that decides; percent or average value'),
        text: z.string().describe('the arithmetic'),
      }),
    ),
    peak: z.int(),
    peakAtMs: z.number(),
    atEnd: z.int().describe('instances when the load ends'),
    resting: z.int(),
    restingAtMs: z.number(),
    lines: z.array(z.string()).describe('the same in words, with what was measured before'),
  })
  .meta({ id: 'ExperimentPrediction' });

export const experimentSampleSchema = z
  .object({
    atMs: z.number(),
    desired: z.int(),
    ready: z.int(),
    predicted: z.int(),
    millicores: z.number().nullable(),
    bytes: z.number(),
    utilization: z.number().nullable().describe('percent of the request'),
  })
  .meta({ id: 'ExperimentSample' });

export const experimentSchema = z
  .object({
    id: idSchema,
    service: z.string(),
    wish: z.object({ kind: z.enum(['cpu', 'memory']), amount: z.number().describe('millicores or MiB') }),
    holdSeconds: z.number(),
    timeScale: z.number(),
    dryRun: z.boolean(),
    state: z
      .enum(['preparing', 'loading', 'ending', 'ended', 'refused', 'broken'])
      .describe('refused: it could not be promised, broken: it could not be carried out; `problem` says why'),
    startedAt: timestampSchema,
    endedAt: timestampSchema.nullable(),
    note: z.string().nullable().describe('what it waits for or does now'),
    prediction: experimentPredictionSchema.nullable().describe('stated before the load begins'),
    verdict: z
      .object({
        kind: z.enum(['met', 'missed', 'inconclusive']),
        checks: z.array(z.object({ what: z.string(), predicted: z.string(), actual: z.string(), met: z.boolean() })),
        doubts: z.array(z.string()).describe('why it proves nothing'),
      })
      .nullable(),
    problem: z.string().nullable(),
  })
  .meta({ id: 'Experiment' });
export type Experiment = z.output<typeof experimentSchema>;

/** GET /api/lab/experiments: the latest twenty since lab-controller started, newest first. */
export const experimentsSchema = z.object({ items: z.array(experimentSchema) });
/** GET /api/lab/experiments/:id. Its stream sends `experiment`, `note`, `prediction`, `sample` and `decision`. */
export const experimentDetailSchema = experimentSchema
  .extend({ samples: z.array(experimentSampleSchema), decisions: z.array(autoscalerDecisionSchema) })
  .meta({ id: 'ExperimentDetail' });
export type ExperimentDetail = z.output<typeof experimentDetailSchema>;
export const experimentParamsSchema = z.object({ id: idSchema });
