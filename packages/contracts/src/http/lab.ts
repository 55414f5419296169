import { z } from 'zod';
import { timestampSchema } from '../primitives.ts';
import { serviceNames } from '../services.ts';
import { topics } from '../topics.ts';
import { breakerStateSchema } from './health.ts';

const serviceSchema = z.enum(serviceNames as [string, ...string[]]);

/** GET /api/lab/topology: what there is and who talks to whom; for maps. */
export const topologySchema = z
  .object({
    runtime: z.enum(['local', 'unmanaged']).describe('unmanaged: nothing here can start, stop or scale instances'),
    canScale: z.boolean(),
    nodes: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['gateway', 'service', 'controller', 'store', 'topic']),
        ready: z.int().min(0).nullable().describe('ready instances; null where nobody counts them'),
        desired: z.int().min(0).nullable(),
        breaker: breakerStateSchema.nullable().describe('as the gateway sees it'),
        perSecond: z.number().nullable().describe('requests a service answers, messages of a topic; null: unknown'),
      }),
    ),
    edges: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        kind: z.enum(['http', 'data', 'publishes', 'consumes']),
        perSecond: z.number().nullable().describe('requests or messages; null where nobody counts them'),
        lag: z.number().min(0).nullable().describe('messages that wait, where it consumes; else null'),
      }),
    ),
  })
  .meta({ id: 'Topology' });
export type Topology = z.output<typeof topologySchema>;

/** GET /api/lab/instances: every process of every service, as its supervisor sees it. */
export const labInstancesSchema = z
  .object({
    services: z.array(
      z.object({
        service: z.string(),
        desired: z.int().min(0),
        memoryLimitBytes: z.int().min(0),
        instances: z.array(
          z.object({
            id: z.string(),
            phase: z.enum(['starting', 'ready', 'unready', 'draining', 'backoff']),
            port: z.int().nullable(),
            startedAt: timestampSchema.nullable(),
            readyAt: timestampSchema.nullable(),
            restarts: z.int().min(0),
            reason: z.string().nullable().describe('why it ended last, or why it is not ready now'),
            cpuMillicores: z.number().nullable(),
            memoryBytes: z.int().nullable().describe('anonymous and shared: what the limit is compared with'),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'LabInstances' });
export type LabInstances = z.output<typeof labInstancesSchema>;

/** PUT /api/lab/services/:service/scale */
export const scaleRequestSchema = z.object({ instances: z.int().min(0).max(20) }).meta({ id: 'ScaleRequest' });

export const labServiceParamsSchema = z.object({ service: serviceSchema });

/** One look at a service. Rates are those since the look before. */
export const servicePointSchema = z.object({
  service: z.string(),
  ready: z.int().min(0),
  desired: z.int().min(0),
  cpuMillicores: z.number().nullable().describe('all instances together'),
  memoryBytes: z.number().describe('of its largest instance'),
  requestsPerSecond: z.number(),
  p95Ms: z.number().nullable().describe('null without requests'),
  errorPercent: z.number().nullable().describe('null without requests'),
  breaker: breakerStateSchema.nullable(),
});

export const historyPointSchema = z
  .object({
    at: timestampSchema,
    services: z.array(servicePointSchema),
    outboxPending: z.int().min(0),
    consumerLag: z.number().min(0).describe('all topics and groups together'),
    deadLetters: z.int().min(0),
    invariantViolations: z.int().min(0),
  })
  .meta({ id: 'HistoryPoint' });
export type HistoryPoint = z.output<typeof historyPointSchema>;

export const historyQuerySchema = z.object({
  minutes: z.coerce.number().int().min(1).max(1_440).default(15).describe('more than 15 only with Prometheus'),
  service: serviceSchema.optional(),
});

/** GET /api/lab/history: oldest first. */
export const historySchema = z
  .object({ source: z.enum(['memory', 'prometheus']), stepSeconds: z.number(), points: z.array(historyPointSchema) })
  .meta({ id: 'MetricsHistory' });

/** What the supervisor did, newest last. */
export const labEventSchema = z
  .object({ at: timestampSchema, subject: z.string(), type: z.string(), detail: z.string() })
  .meta({ id: 'LabEvent' });
export const labEventsSchema = z.object({ items: z.array(labEventSchema) });

export const deadLetterSchema = z
  .object({
    id: z.string(),
    topic: z.enum(topics),
    group: z.string().describe('the consumer group that gave it up'),
    attempts: z.int().min(0),
    error: z.string(),
    failedAt: z.string(),
    partition: z.int(),
    offset: z.string(),
    publishedAt: z.string(),
    key: z.string().nullable(),
    value: z.string().describe('the message as text; it may be anything but a valid event'),
  })
  .meta({ id: 'DeadLetter' });

export const deadLettersSchema = z.object({ items: z.array(deadLetterSchema) });
export const deadLetterParamsSchema = z.object({ topic: z.enum(topics), id: z.string().min(1).max(300) });
export const deadLettersQuerySchema = z.object({
  topic: z.enum(topics).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** GET and PUT /api/lab/shoppers */
export const shoppersChangeSchema = z.object({ on: z.boolean() }).meta({ id: 'ShoppersChange' });
export const shoppersSchema = z
  .object({ on: z.boolean(), completed: z.int().min(0), failed: z.int().min(0) })
  .meta({ id: 'Shoppers' });

/** GET /api/lab/slos: what ./monitor.sh says of the objectives, over all that the gateway has answered since it started. */
export const slosSchema = z
  .object({
    asOf: timestampSchema.nullable().describe('null: nobody has looked yet'),
    items: z.array(
      z.object({
        name: z.string(),
        objective: z.number().describe('the share that must be good, such as 0.999'),
        good: z.number().nullable().describe('the share that was; null without requests'),
        budgetLeft: z.number().nullable().describe('1 untouched, 0 spent, below 0 overspent; null without requests'),
      }),
    ),
  })
  .meta({ id: 'Slos' });
