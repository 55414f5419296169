import { z } from 'zod';
import { parseCpu, parseMemory } from './quantity.ts';

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

const targetSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Utilization'), averageUtilization: z.int().min(1) }),
  z.object({ type: z.literal('AverageValue'), averageValue: z.union([z.string(), z.number()]) }),
]);

const metricSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Resource'),
    resource: z.object({ name: z.enum(['cpu', 'memory']), target: targetSchema }),
  }),
  z.object({
    type: z.literal('Pods'),
    pods: z.object({ metric: z.object({ name: z.string() }), target: targetSchema }),
  }),
]);

const scalingRulesSchema = z.object({
  stabilizationWindowSeconds: z.int().min(0).max(3600),
  selectPolicy: z.enum(['Max', 'Min', 'Disabled']).default('Max'),
  policies: z.array(
    z.object({
      type: z.enum(['Pods', 'Percent']),
      value: z.int().min(1),
      periodSeconds: z.int().min(1).max(1800),
    }),
  ),
  tolerance: z.union([z.string(), z.number()]).optional(),
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
    behavior: z.object({ scaleUp: scalingRulesSchema, scaleDown: scalingRulesSchema }),
  }),
});
