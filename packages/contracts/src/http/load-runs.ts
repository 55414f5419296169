import { z } from 'zod';
import { idSchema, timestampSchema } from '../primitives.ts';

export const loadScenarioNames = [
  'smoke',
  'browse',
  'purchase',
  'flash-sale',
  'spike',
  'stress',
  'soak',
  'cpu',
  'memory',
  'errors',
  'sockets',
] as const;

/** POST /api/lab/load-runs */
export const startLoadRunSchema = z
  .strictObject({
    scenario: z.enum(loadScenarioNames),
    overrides: z
      .strictObject({
        rate: z.number().positive().max(10_000).optional().describe('journeys a second at the peak'),
        seconds: z.number().min(1).max(86_400).optional().describe('of the whole run'),
        vus: z.int().min(1).max(10_000).optional().describe('so many visitors at once instead of an arrival rate'),
        seed: z.int().min(0).optional().describe('the same seed, the same visitors'),
      })
      .default({}),
  })
  .meta({ id: 'StartLoadRun' });
export type StartLoadRun = z.output<typeof startLoadRunSchema>;

const errorRowSchema = z.object({
  type: z.string().describe('status and problem code, or the name of a transport error'),
  endpoint: z.string(),
  count: z.int(),
  injected: z.boolean().describe('damaged on purpose by the lab'),
  example: z.string().nullable().describe('a request id to look up in the logs'),
});

/** Counts are per second; latencies, in milliseconds, of the journeys that ended then. */
const timelinePointSchema = z.object({
  second: z.number(),
  started: z.number(),
  finished: z.number(),
  failed: z.number(),
  injected: z.number(),
  inFlight: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
});

/** A run while it goes, once a second. */
export const loadProgressSchema = z
  .object({
    phase: z.string(),
    elapsedSeconds: z.number(),
    totalSeconds: z.number(),
    started: z.int(),
    inFlight: z.int(),
    completed: z.int(),
    failed: z.int(),
    injected: z.int(),
    p50Ms: z.number(),
    p95Ms: z.number(),
    p99Ms: z.number(),
    sendLagP99Ms: z.number(),
    errors: z.array(errorRowSchema),
    recent: z.array(timelinePointSchema).describe('the last minute'),
  })
  .meta({ id: 'LoadProgress' });
export type LoadProgress = z.output<typeof loadProgressSchema>;

const latenciesSchema = z.object({
  name: z.string(),
  count: z.int(),
  percentiles: z.record(z.string(), z.number()).describe('milliseconds by p50, p75, p90, p95, p99, p99.9, max'),
  mean: z.number(),
});

const violationsSchema = z.array(z.object({ invariant: z.string(), count: z.int() }));

/** What a run found out. */
export const loadSummarySchema = z
  .object({
    scenario: z.string(),
    description: z.string(),
    engine: z.enum(['ticketlab', 'k6']),
    model: z.enum(['open', 'closed']),
    vus: z.int().nullable(),
    target: z.string(),
    startedAt: timestampSchema,
    durationSeconds: z.number(),
    planned: z.int(),
    started: z.int(),
    completed: z.int(),
    failed: z.int(),
    errorRate: z.number().describe('a share, 0 to 1, without the injected ones'),
    injectedRate: z.number(),
    requestsPerSecond: z.number(),
    all: latenciesSchema,
    outcomes: z.record(z.string(), z.int()),
    journeys: z.array(latenciesSchema),
    endpoints: z.array(latenciesSchema),
    phases: z.array(
      z.object({
        name: z.string(),
        started: z.int(),
        completed: z.int(),
        errorRate: z.number(),
        injectedRate: z.number(),
        sendLagP99Ms: z.number().nullable(),
        latencies: latenciesSchema,
      }),
    ),
    errors: z.array(errorRowSchema),
    timeline: z.array(timelinePointSchema),
    distribution: z.array(z.object({ percentile: z.number(), ms: z.number() })),
    knee: z
      .object({
        rate: z.number().describe('the highest step that held, in journeys a second'),
        brokeAt: z.number().nullable(),
        because: z.string().nullable(),
        byGenerator: z.boolean(),
      })
      .nullable(),
    sale: z
      .object({
        capacity: z.int(),
        available: z.int(),
        reserved: z.int(),
        sold: z.int(),
        tickets: z.int(),
        doubleSeats: z.array(z.string()),
      })
      .nullable(),
    invariants: z.object({ before: violationsSchema, after: violationsSchema }).nullable(),
    breaker: z.array(z.string()).nullable(),
    generator: z.object({
      cpuPercent: z.number(),
      sendLagP99Ms: z.number().nullable(),
      eventLoopLagP99Ms: z.number().nullable(),
      runQueueMsPerSecond: z.number().nullable(),
      interrupted: z.boolean(),
      doubts: z.array(z.string()),
    }),
    machine: z
      .object({
        othersPercent: z.number().describe('CPU that others than lab and generator used, of all cores'),
        waitingPercent: z.number().describe('of the time: somebody waited for a core'),
      })
      .nullable()
      .describe('null where the system does not tell'),
  })
  .meta({ id: 'LoadSummary' });

export const loadVerdictSchema = z
  .object({
    kind: z.enum(['passed', 'failed', 'inconclusive']),
    reasons: z.array(z.string()),
    checks: z.array(z.object({ threshold: z.string(), met: z.boolean(), actual: z.string() })),
  })
  .meta({ id: 'LoadVerdict' });

export const loadRunSchema = z
  .object({
    id: idSchema,
    scenario: z.enum(loadScenarioNames),
    state: z.enum(['running', 'ending', 'ended', 'broken']).describe('broken: it could not be run; see `problem`'),
    startedAt: timestampSchema,
    endedAt: timestampSchema.nullable(),
    note: z.string().nullable().describe('what it does before and after the load itself'),
    progress: loadProgressSchema.nullable(),
    verdict: loadVerdictSchema.nullable(),
    problem: z.string().nullable(),
  })
  .meta({ id: 'LoadRun' });
export type LoadRun = z.output<typeof loadRunSchema>;

/** The latest twenty, newest first. */
export const loadRunsSchema = z.object({ items: z.array(loadRunSchema) });
export const loadRunDetailSchema = loadRunSchema
  .extend({ summary: loadSummarySchema.nullable().describe('once it has ended') })
  .meta({ id: 'LoadRunDetail' });
export type LoadRunDetail = z.output<typeof loadRunDetailSchema>;
export const loadRunParamsSchema = z.object({ id: idSchema });
