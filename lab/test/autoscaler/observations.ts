import { kubernetesOptions } from '../../autoscaler/options.ts';
import type { MetricSpec, Observation, ObservedInstance, ScaleSpec, ScalingRules } from '../../autoscaler/types.ts';

export const options = kubernetesOptions;
/** An hour after the clock began, so that instances can be old. */
export const now = 3_600_000;

export const cpu70: MetricSpec = { type: 'Resource', name: 'cpu', target: { type: 'Utilization', percent: 70 } };

export const rules = (overrides: Partial<ScalingRules> = {}): ScalingRules => ({
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 1000, periodSeconds: 15 }],
  tolerance: null,
  ...overrides,
});

/** Nothing stabilizes and nothing limits, so that a test sees only what it adds. */
export const spec = (overrides: Partial<ScaleSpec> = {}): ScaleSpec => ({
  minReplicas: 1,
  maxReplicas: 100,
  metrics: [cpu70],
  behavior: { scaleUp: rules(), scaleDown: rules({ policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] }) },
  ...overrides,
});

/** An instance that has been ready for half an hour and uses so many millicores of its 100. */
export function using(millicores: number | null, overrides: Partial<ObservedInstance> = {}): ObservedInstance {
  return {
    id: 'order-service-1',
    phase: 'running',
    ready: true,
    readyChangedAt: now - 1_800_000,
    startedAt: now - 1_801_000,
    samples: millicores === null ? {} : { cpu: { value: millicores, takenAt: now, windowMs: 15_000 } },
    requests: { cpu: 100, memory: 100 },
    ...overrides,
  };
}

export function observe(instances: ObservedInstance[], overrides: Partial<Observation> = {}): Observation {
  const named = instances.map((instance, index) => ({ ...instance, id: `order-service-${index + 1}` }));
  return { replicas: instances.length, instances: named, unreadable: {}, ...overrides };
}

/** `count` instances that use the same. */
export const all = (count: number, millicores: number) =>
  observe(Array.from({ length: count }, () => using(millicores)));
