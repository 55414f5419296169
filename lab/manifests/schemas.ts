import { z } from 'zod';
import { parseCpu, parseMemory, parseQuantity } from './quantity.ts';

/** A number or text that `parse` understands, in the unit that `parse` returns. */
function quantitySchema(parse: (text: string) => number | undefined, example: string) {
  return z.union([z.string(), z.number()]).transform((value, context) => {
    const amount = parse(String(value));
    if (amount !== undefined) return amount;
    context.addIssue({ code: 'custom', message: `${value} is no quantity; write it like ${example}` });
    return z.NEVER;
  });
}

/** Millicores. */
const cpuSchema = quantitySchema(parseCpu, '250m');
/** Bytes. */
const memorySchema = quantitySchema(parseMemory, '256Mi');

const resourcesSchema = z.object({
  requests: z.object({ cpu: cpuSchema, memory: memorySchema }),
  limits: z.object({ cpu: cpuSchema, memory: memorySchema }),
});

const probeSchema = z.object({
  httpGet: z.object({ path: z.string() }),
  periodSeconds: z.int().min(1).default(10),
  timeoutSeconds: z.int().min(1).default(1),
  failureThreshold: z.int().min(1).default(3),
});

const containerSchema = z.object({
  name: z.string(),
  resources: resourcesSchema,
  startupProbe: probeSchema,
  readinessProbe: probeSchema,
  livenessProbe: probeSchema,
});

/** What a HorizontalPodAutoscaler needs of a Deployment; requests may be missing, which it then says. */
export const scaleTargetSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([
          z.object({
            resources: z
              .object({
                requests: z.object({ cpu: cpuSchema.optional(), memory: memorySchema.optional() }).prefault({}),
              })
              .prefault({}),
          }),
        ]),
      }),
    }),
  }),
});

/** The part of an apps/v1 Deployment that the local runtime keeps to. */
export const deploymentSchema = z.object({
  kind: z.literal('Deployment'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      spec: z.object({
        terminationGracePeriodSeconds: z.int().min(1).default(30),
        containers: z.tuple([containerSchema]),
      }),
    }),
  }),
});

/** Utilization of a request in percent, or an average in the unit that `average` yields. */
const targetSchema = <T extends z.ZodType>(average: T) =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('Utilization'), averageUtilization: z.int().min(1) }),
    z.object({ type: z.literal('AverageValue'), averageValue: average }),
  ]);

const metricSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Resource'),
    resource: z.discriminatedUnion('name', [
      z.object({ name: z.literal('cpu'), target: targetSchema(cpuSchema) }),
      z.object({ name: z.literal('memory'), target: targetSchema(memorySchema) }),
    ]),
  }),
  z.object({
    type: z.literal('Pods'),
    pods: z.object({
      metric: z.object({ name: z.string() }),
      target: z.object({ type: z.literal('AverageValue'), averageValue: quantitySchema(parseQuantity, '10 or 500m') }),
    }),
  }),
]);

const policySchema = z.object({
  type: z.enum(['Pods', 'Percent']),
  value: z.int().min(1),
  periodSeconds: z.int().min(1).max(1800),
});

/** What is left out is what the Kubernetes API server fills in. */
const scalingRulesSchema = (window: number, policies: z.input<typeof policySchema>[]) =>
  z
    .object({
      stabilizationWindowSeconds: z.int().min(0).max(3600).default(window),
      selectPolicy: z.enum(['Max', 'Min', 'Disabled']).default('Max'),
      policies: z.array(policySchema).min(1).default(policies),
      tolerance: quantitySchema(parseQuantity, '0.05').nullable().default(null),
    })
    .prefault({});

const behaviorSchema = z.object({
  scaleUp: scalingRulesSchema(0, [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ]),
  scaleDown: scalingRulesSchema(300, [{ type: 'Percent', value: 100, periodSeconds: 15 }]),
});

/** An autoscaling/v2 HorizontalPodAutoscaler, complete enough to run its algorithm. */
export const hpaSchema = z.object({
  kind: z.literal('HorizontalPodAutoscaler'),
  apiVersion: z.literal('autoscaling/v2'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    scaleTargetRef: z.object({ apiVersion: z.string(), kind: z.string(), name: z.string() }),
    minReplicas: z.int().min(0).default(1),
    maxReplicas: z.int().min(1),
    metrics: z.array(metricSchema).min(1),
    behavior: behaviorSchema.nullable().default(null),
  }),
});
