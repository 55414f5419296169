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
