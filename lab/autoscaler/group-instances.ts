import type { AutoscalerOptions, MetricSpec, ObservedInstance, Sample } from './types.ts';

export interface InstanceGroups {
  /** Their samples count. */
  counted: ObservedInstance[];
  /** Not ready, or their sample reaches back to before they were: start-up work says nothing about load. */
  unready: ObservedInstance[];
  /** Should have a sample and have none. */
  missing: ObservedInstance[];
}

/** Who counts for a metric. What fails or is being deleted belongs to no group. Readiness matters to cpu only. */
export function groupInstances(
  instances: ObservedInstance[],
  metric: MetricSpec,
  now: number,
  options: AutoscalerOptions,
): InstanceGroups {
  const groups: InstanceGroups = { counted: [], unready: [], missing: [] };
  for (const instance of instances) {
    if (instance.phase === 'failed' || instance.phase === 'terminating') continue;
    const sample = instance.samples[metric.name];
    if (instance.phase === 'pending') groups.unready.push(instance);
    else if (sample === undefined) groups.missing.push(instance);
    else if (isCpu(metric) && isUnready(instance, sample, now, options)) groups.unready.push(instance);
    else groups.counted.push(instance);
  }
  return groups;
}

const isCpu = (metric: MetricSpec) => metric.type === 'Resource' && metric.name === 'cpu';

function isUnready(
  { ready, readyChangedAt, startedAt }: ObservedInstance,
  sample: Sample,
  now: number,
  { cpuInitializationPeriodMs, initialReadinessDelayMs }: AutoscalerOptions,
): boolean {
  if (readyChangedAt === null || startedAt === null) return true;
  const initializing = startedAt + cpuInitializationPeriodMs > now;
  if (initializing) return !ready || sample.takenAt < readyChangedAt + sample.windowMs;
  // one that has been ready before and is not now still counts: it may be overloaded
  const neverWasReady = readyChangedAt < startedAt + initialReadinessDelayMs;
  return !ready && neverWasReady;
}
