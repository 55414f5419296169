import { z } from 'zod';
import { timestampSchema } from '../primitives.ts';

const averageSchema = z.object({
  type: z.literal('AverageValue'),
  value: z.number().describe('millicores, bytes, or the metric’s own unit'),
});
const targetSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Utilization'), percent: z.number() }),
  averageSchema,
]);

const metricArithmeticSchema = z.object({
  metric: z.string(),
  target: targetSchema,
  current: z.number().nullable().describe('percent for Utilization, else the average value; null when unknown'),
  ratio: z.number().nullable().describe('current / target with what is known'),
  cautiousRatio: z.number().nullable().describe('with what is assumed of missing and unready instances'),
  counted: z.array(z.string()),
  unready: z.array(z.string()),
  missing: z.array(z.string()),
  proposal: z.int().nullable(),
  error: z.object({ reason: z.string(), message: z.string() }).nullable(),
  text: z.string().describe('the arithmetic in one line'),
});

const conditionSchema = z.object({
  type: z.enum(['AbleToScale', 'ScalingActive', 'ScalingLimited']),
  status: z.boolean(),
  reason: z.string().describe('as the Kubernetes controller calls it, e.g. ScaleDownStabilized'),
  message: z.string(),
  since: timestampSchema,
});

/** One decision of the autoscaler about one service. */
export const autoscalerDecisionSchema = z
  .object({
    service: z.string(),
    at: timestampSchema,
    current: z.int().min(0),
    desired: z.int().min(0),
    ready: z.int().min(0).describe('instances ready at that time'),
    acted: z.boolean().describe('whether the service was told a new size'),
    metrics: z.array(metricArithmeticSchema),
    decisive: z.string().nullable(),
    recommended: z.int().nullable().describe('what the metrics ask for'),
    stabilized: z.int().nullable().describe('after the stabilization windows'),
    stabilizedUntil: timestampSchema.nullable(),
    limitedUntil: timestampSchema.nullable(),
    conditions: z.array(conditionSchema),
    text: z.string().describe('what was done and why, in one line'),
  })
  .meta({ id: 'AutoscalerDecision' });
export type AutoscalerDecision = z.output<typeof autoscalerDecisionSchema>;

const settingsShape = {
  enabled: z.boolean(),
  syncPeriodSeconds: z.number().min(0.5).max(300).describe('real seconds between decisions at time scale 1'),
  timeScale: z.number().min(1).max(60).describe('divides sync period, policy periods and stabilization windows'),
  off: z.array(z.string()).describe('services that are left alone'),
};

export const autoscalerSettingsSchema = z.object(settingsShape).meta({ id: 'AutoscalerSettings' });
export type AutoscalerSettings = z.output<typeof autoscalerSettingsSchema>;

const scalingRulesSchema = z.object({
  stabilizationWindowSeconds: z.int(),
  selectPolicy: z.enum(['Max', 'Min', 'Disabled']),
  policies: z.array(z.object({ type: z.enum(['Pods', 'Percent']), value: z.int(), periodSeconds: z.int() })),
  tolerance: z.number().nullable(),
});

/** What the manifest says; `behavior` is null where it is left out. */
const scaleSpecSchema = z.object({
  minReplicas: z.int(),
  maxReplicas: z.int(),
  metrics: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('Resource'), name: z.enum(['cpu', 'memory']), target: targetSchema }),
      z.object({ type: z.literal('Pods'), name: z.string(), target: averageSchema }),
    ]),
  ),
  behavior: z.object({ scaleUp: scalingRulesSchema, scaleDown: scalingRulesSchema }).nullable(),
});

/** GET /api/lab/autoscaler */
export const autoscalerStatusSchema = z
  .object({
    settings: autoscalerSettingsSchema,
    lastDecisionAt: timestampSchema.nullable(),
    nextDecisionAt: timestampSchema,
    problem: z.string().nullable().describe('why nothing is decided at all, e.g. the supervisor does not answer'),
    services: z.array(
      z.object({
        service: z.string(),
        active: z.boolean(),
        problem: z
          .string()
          .nullable()
          .describe('why this one is not decided about, e.g. what is wrong in its manifest'),
        spec: scaleSpecSchema.nullable(),
        requests: z.object({ cpu: z.number().optional(), memory: z.number().optional() }),
        decision: autoscalerDecisionSchema.nullable().describe('the latest'),
      }),
    ),
  })
  .meta({ id: 'AutoscalerStatus' });
export type AutoscalerStatus = z.output<typeof autoscalerStatusSchema>;

/** GET /api/lab/autoscaler/timeline */
export const autoscalerTimelineQuerySchema = z.object({
  service: z.string().max(40).optional(),
  since: timestampSchema.optional().describe('only decisions after this time'),
});
export const autoscalerTimelineSchema = z
  .object({ items: z.array(autoscalerDecisionSchema) })
  .meta({ id: 'AutoscalerTimeline' });

/** PUT /api/lab/autoscaler: what is left out stays as it is. */
export const autoscalerChangeSchema = z
  .object({
    enabled: settingsShape.enabled.optional(),
    syncPeriodSeconds: settingsShape.syncPeriodSeconds.optional(),
    timeScale: settingsShape.timeScale.optional(),
    off: settingsShape.off.optional(),
  })
  .meta({ id: 'AutoscalerChange' });
export type AutoscalerChange = z.output<typeof autoscalerChangeSchema>;

/** GET /api/lab/autoscaler/:service/doctor: why it did or did not scale, and when it can next. */
export const diagnosisOfScalingSchema = z
  .object({
    service: z.string(),
    runtime: z.enum(['local', 'kubernetes']),
    summary: z.string().describe('what it has and what it wants, in one line'),
    arithmetic: z.array(z.string()).describe('one line a metric'),
    findings: z.array(
      z.object({
        code: z.string(),
        severity: z
          .enum(['broken', 'held', 'note'])
          .describe('broken keeps it from working, held from this change, note is as it should be'),
        text: z.string(),
        fix: z.string().nullable().describe('the one command that would fix it'),
      }),
    ),
    next: z.string().describe('when something can change next'),
    conditions: z.array(z.object({ type: z.string(), status: z.boolean(), reason: z.string(), message: z.string() })),
  })
  .meta({ id: 'ScalingDiagnosis' });
