import { z } from 'zod';
import { timestampSchema } from '../primitives.ts';

export const dependencyHealthSchema = z.object({
  name: z.string(),
  status: z.enum(['up', 'down']),
  latencyMs: z.number().nullable(),
  detail: z.string().nullable(),
});

export const usageSchema = z.object({
  cpuMillicores: z.number(),
  cpuLimitMillicores: z.int().nullable().describe('null: no limit is known'),
  rssBytes: z.int(),
  memoryLimitBytes: z.int().nullable().describe('null: no limit is known'),
  heapUsedBytes: z.int(),
  heapLimitBytes: z.int(),
  eventLoopLagMs: z.number().describe('p99 of the last seconds'),
  dbPool: z.object({ total: z.int(), idle: z.int(), waiting: z.int(), max: z.int() }).nullable(),
});

export const healthSchema = z
  .object({
    status: z.enum(['up', 'degraded', 'down']),
    service: z.string(),
    instance: z.string(),
    version: z.string(),
    uptimeSeconds: z.number(),
    dependencies: z.array(dependencyHealthSchema),
    usage: usageSchema,
  })
  .meta({ id: 'Health' });
export type Health = z.output<typeof healthSchema>;

export const infoSchema = z.object({
  service: z.string(),
  instance: z.string(),
  version: z.string(),
  commit: z.string(),
  profile: z.enum(['lab', 'production']),
  startedAt: timestampSchema,
});

export const breakerStateSchema = z.enum(['closed', 'open', 'half-open']);

/** GET /services/health and /api/services/health of the gateway. */
export const servicesHealthSchema = z
  .object({
    status: z.enum(['up', 'degraded', 'down']),
    services: z.array(
      z.object({
        service: z.string(),
        status: z.enum(['up', 'degraded', 'down']),
        breaker: z.object({
          state: breakerStateSchema,
          retryAt: timestampSchema.nullable(),
          failures: z.int().describe('within the rolling window'),
          calls: z.int().describe('within the rolling window'),
        }),
        instances: z.array(
          z.object({
            id: z.string(),
            status: z.enum(['up', 'degraded', 'down']),
            version: z.string(),
            health: healthSchema.nullable(),
          }),
        ),
      }),
    ),
    checkedAt: timestampSchema,
  })
  .meta({ id: 'ServicesHealth' });
