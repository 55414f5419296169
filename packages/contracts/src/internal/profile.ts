import { z } from 'zod';

/** POST /internal/profile of every service, with LAB_MODE on. */
export const profileBodySchema = z.strictObject({ seconds: z.int().min(1).max(60) });

/** A CPU profile as V8 writes it, and as browsers' developer tools read it; times in microseconds. */
export const cpuProfileSchema = z.object({
  nodes: z.array(
    z.looseObject({
      id: z.int(),
      callFrame: z.looseObject({
        functionName: z.string(),
        url: z.string(),
        lineNumber: z.int(),
        columnNumber: z.int(),
      }),
    }),
  ),
  startTime: z.number(),
  endTime: z.number(),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
});
export type CpuProfile = z.output<typeof cpuProfileSchema>;
