import { z } from 'zod';
import { hpaSchema } from '../../manifests/schemas.ts';

/** The parts of what `kubectl get … -o json` prints that a diagnosis needs; everything that may be missing, may be. */
const currentValueSchema = z.object({
  averageUtilization: z.number().optional(),
  averageValue: z.union([z.string(), z.number()]).optional(),
});

export const clusterHpaSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: hpaSchema.shape.spec,
  status: z
    .object({
      currentReplicas: z.int().default(0),
      desiredReplicas: z.int().default(0),
      lastScaleTime: z.iso.datetime().nullish(),
      currentMetrics: z
        .array(
          z.object({
            type: z.string(),
            resource: z.object({ name: z.string(), current: currentValueSchema }).optional(),
            pods: z.object({ metric: z.object({ name: z.string() }), current: currentValueSchema }).optional(),
          }),
        )
        .nullish(),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: z.string().default(''),
            message: z.string().default(''),
          }),
        )
        .nullish(),
    })
    .prefault({}),
});
export type ClusterHpa = z.output<typeof clusterHpaSchema>;

export const clusterTargetSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.int().default(1),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()).default({}) }).prefault({}),
  }),
});
export type ClusterTarget = z.output<typeof clusterTargetSchema>;

const statusReasonSchema = z.object({
  waiting: z.object({ reason: z.string().optional() }).optional(),
  terminated: z.object({ reason: z.string().optional() }).optional(),
});

export const clusterPodsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      spec: z.object({
        containers: z.array(
          z.object({
            resources: z.object({ requests: z.record(z.string(), z.unknown()).default({}) }).prefault({}),
          }),
        ),
      }),
      status: z
        .object({
          phase: z.string().default('Unknown'),
          conditions: z
            .array(z.object({ type: z.string(), status: z.string(), reason: z.string().optional() }))
            .default([]),
          containerStatuses: z
            .array(z.object({ ready: z.boolean(), state: statusReasonSchema.optional() }))
            .default([]),
        })
        .prefault({}),
    }),
  ),
});
export type ClusterPod = z.output<typeof clusterPodsSchema>['items'][number];

/** An APIService; its Available condition says whether what stands behind it answers. */
export const apiServiceSchema = z.object({
  status: z
    .object({
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') }))
        .default([]),
    })
    .prefault({}),
});
