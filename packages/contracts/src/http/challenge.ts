import { z } from 'zod';
import { timestampSchema } from '../primitives.ts';

/** What every challenge answers; `result` differs by challenge. The snake_case name is what existing lab scripts read. */
export function challengeAnswerSchema<T extends z.ZodType>(result: T) {
  return z.object({
    challenge: z.string(),
    service: z.string(),
    instance: z.string(),
    result,
    duration_ms: z.number(),
    message: z.string(),
    timestamp: timestampSchema,
  });
}

const bounded = (min: number, max: number, preset: number, unit: string) =>
  z.coerce
    .number()
    .int()
    .min(min)
    .max(max)
    .default(preset)
    .describe(`${unit}, ${String(min)} to ${String(max)}`);

export const cpuChallengeQuerySchema = z.object({
  cpuMs: bounded(1, 10_000, 200, 'CPU milliseconds of work'),
});
export const cpuResultSchema = z.object({ requestedCpuMs: z.number(), spentCpuMs: z.number(), queuedMs: z.number() });

export const memoryChallengeQuerySchema = z.object({
  mb: bounded(1, 1024, 32, 'megabytes (MiB) to touch and hold'),
  holdMs: bounded(0, 60_000, 1000, 'milliseconds to hold them'),
});
export const memoryResultSchema = z.object({
  requestedMb: z.number(),
  heldMs: z.number(),
  rssBeforeBytes: z.number(),
  rssPeakBytes: z.number(),
});

export const errorChallengeQuerySchema = z.object({
  rate: z.coerce.number().min(0).max(1).default(0.3).describe('share of calls that fail, 0 to 1'),
});
export const errorResultSchema = z.object({ failed: z.literal(false), rate: z.number() });

export const latencyChallengeQuerySchema = z.object({
  ms: bounded(0, 30_000, 500, 'milliseconds to wait'),
});
export const latencyResultSchema = z.object({ requestedMs: z.number(), waitedMs: z.number() });

/** What the manifest of a workload says that the autoscaler reckons with. */
export const autoscaleTargetSchema = z.object({
  cpuRequestMillicores: z.int().min(1),
  memoryRequestMiB: z.int().min(1),
  minReplicas: z.int().min(1),
  maxReplicas: z.int().min(1),
  cpuUtilization: z.int().min(1).nullable().describe('target in percent of the request; null without a CPU metric'),
  memoryUtilization: z.int().min(1).nullable().describe('likewise for memory'),
  scaleDownStabilizationSeconds: z.int().min(0),
});
export type AutoscaleTarget = z.output<typeof autoscaleTargetSchema>;

/** By service. The lab writes it from k8s/base into AUTOSCALE_TARGETS. */
export const autoscaleTargetsSchema = z.record(z.string(), autoscaleTargetSchema);

export const autoscaleChallengeQuerySchema = z.object({
  service: z.string().max(40).default('api-gateway').describe('whose HPA, and who does the work'),
  millicores: bounded(1, 1200, 200, 'millicores of load'),
  seconds: bounded(1, 30, 3, 'seconds of load'),
  dryRun: z.stringbool().default(false).describe('true only calculates'),
});

export const autoscaleResultSchema = z.object({
  target: autoscaleTargetSchema,
  replicasNow: z.int(),
  idleMillicoresPerReplica: z.number(),
  steps: z.array(
    z.object({
      replicas: z.int(),
      utilizationPercent: z.number(),
      ratio: z.number(),
      desired: z.int(),
      because: z.string(),
    }),
  ),
  predictedReplicas: z.int(),
  load: z.object({ jobs: z.int(), failed: z.int(), spentCpuMs: z.number() }).nullable().describe('null with dryRun'),
});

export const breakerChallengeResultSchema = z.object({
  settings: z.object({ failuresToOpen: z.int(), failureRatio: z.number(), windowMs: z.int(), resetMs: z.int() }),
  steps: z.array(
    z.object({
      call: z.int(),
      atMs: z.number(),
      outcome: z.enum(['answered', 'failed', 'refused']),
      state: z.enum(['closed', 'open', 'half-open']),
    }),
  ),
});
