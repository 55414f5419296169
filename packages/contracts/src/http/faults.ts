import { z } from 'zod';
import { idSchema, timestampSchema } from '../primitives.ts';
import { upstreamNames } from '../services.ts';

export const faultKinds = [
  'latency',
  'error',
  'abort',
  'cpu',
  'memory-leak',
  'event-loop-stall',
  'pool-exhaustion',
  'datastore-down',
  'partition',
  'deadlock',
  'consumer-pause',
  'poison-message',
  'duplicate-delivery',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export const faultPresets = ['mild', 'severe'] as const;
export type FaultPreset = (typeof faultPresets)[number];

/** Whom a fault can hit: everybody but the lab's own controller. */
export const faultServices = ['api-gateway', ...upstreamNames] as const;
export type FaultService = (typeof faultServices)[number];

/** No fault lives longer, whatever becomes of the one who started it. */
export const longestFaultSeconds = 1_800;
export const mostFaultsPerService = 5;

export const faultTargetSchema = z.strictObject({
  service: z.enum(faultServices),
  instance: z.string().min(1).max(100).optional().describe('only this replica, e.g. order-service-1'),
  version: z.string().min(1).max(40).optional().describe('only replicas of this version, also those that come later'),
  route: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'only this route template, with or without its method: GET /api/orders/:id; of the gateway: /api/orders/*',
    ),
});
export type FaultTarget = z.output<typeof faultTargetSchema>;

export const faultParametersSchema = z.record(z.string().max(40), z.union([z.number(), z.string().max(100)]));
export type FaultParameters = z.output<typeof faultParametersSchema>;

/** POST /api/lab/faults. What is left out comes from the preset. */
export const startFaultBodySchema = z.strictObject({
  target: faultTargetSchema,
  kind: z.enum(faultKinds),
  preset: z.enum(faultPresets).default('mild'),
  parameters: faultParametersSchema.default({}),
  probability: z.number().gt(0).max(1).optional().describe('the share of requests or messages that are hit'),
  seed: z.int().min(0).max(4_294_967_295).optional().describe('the same seed, the same decisions; default: chosen'),
  ttlSeconds: z.int().min(1).max(longestFaultSeconds).describe('when it ends by itself'),
});
export type StartFault = z.output<typeof startFaultBodySchema>;

/** POST /internal/faults: for exercises. A concealed fault shows only that an exercise runs. */
export const startInternalFaultBodySchema = startFaultBodySchema.extend({ concealed: z.boolean().default(false) });

const faultFields = {
  id: idSchema,
  target: faultTargetSchema,
  kind: z.enum(faultKinds),
  preset: z.enum(faultPresets),
  parameters: faultParametersSchema,
  probability: z.number().gt(0).max(1),
  seed: z.int().min(0),
  ttlSeconds: z.int().min(1).max(longestFaultSeconds),
  createdBy: z.string(),
  createdAt: timestampSchema,
  expiresAt: timestampSchema,
};

/** As it is stored and spread. */
export const storedFaultSchema = z.object({ ...faultFields, concealed: z.boolean() });
export type Fault = z.output<typeof storedFaultSchema>;

export const faultSchema = z.object({ ...faultFields, remainingSeconds: z.number().min(0) }).meta({ id: 'Fault' });
export type ShownFault = z.output<typeof faultSchema>;

/** GET /api/lab/faults: what runs, the oldest first; of an exercise only that there is one. */
export const faultListSchema = z.object({ items: z.array(faultSchema), exerciseRunning: z.boolean() });

/** GET /internal/faults: everything, concealed or not. */
export const internalFaultListSchema = z.object({ items: z.array(storedFaultSchema) });

/** DELETE of all faults. Whoever clears during an exercise has given up. */
export const clearedFaultsSchema = z.object({ cleared: z.int().min(0), exerciseEnded: z.boolean() });

const parameterSpecSchema = z.object({
  unit: z.string().nullable().describe('null: one of the choices'),
  min: z.number().nullable(),
  max: z.number().nullable(),
  choices: z.array(z.string()).nullable(),
  required: z.boolean().describe('no preset knows it'),
  meaning: z.string(),
});

/** GET /api/lab/faults/kinds: what can be started, within which limits, and what stays untouched. */
export const faultKindsSchema = z.object({
  caps: z.object({ ttlSeconds: z.int(), faultsPerService: z.int() }),
  alwaysSpared: z.array(z.string()),
  kinds: z.array(
    z.object({
      kind: z.enum(faultKinds),
      summary: z.string(),
      symptom: z.string().describe('where it shows'),
      spares: z.string(),
      services: z.array(z.enum(faultServices)),
      hasShare: z.boolean().describe('whether a probability means something'),
      hasRoute: z.boolean().describe('whether it can be kept to one route'),
      parameters: z.record(z.string(), parameterSpecSchema),
      presets: z.record(
        z.enum(faultPresets),
        z.object({ parameters: faultParametersSchema, probability: z.number(), note: z.string() }),
      ),
    }),
  ),
});
export type FaultKindEntry = z.output<typeof faultKindsSchema>['kinds'][number];
export type FaultParameterSpec = z.output<typeof parameterSpecSchema>;
