import type { MetricSpec, ObservedInstance } from './types.ts';

export interface Usage {
  /** Whole percent of the requests, or the average value. */
  current: number;
  /** current / target */
  ratio: number;
}

/**
 * Utilization: all usage against all requests, cut to whole percent as the controller does. AverageValue: the mean, cut
 * to the metric's smallest unit (millicore, byte, a thousandth).
 */
export function usageRatio(metric: MetricSpec, usages: { instance: ObservedInstance; value: number }[]): Usage {
  const total = usages.reduce((sum, { value }) => sum + value, 0);
  if (metric.target.type === 'Utilization') {
    const requested = usages.reduce((sum, { instance }) => sum + requestOf(instance, metric), 0);
    const current = Math.trunc((total * 100) / requested);
    return { current, ratio: current / metric.target.percent };
  }
  const grain = metric.type === 'Pods' ? 1000 : 1;
  const current = Math.trunc((total / usages.length) * grain) / grain;
  return { current, ratio: current / metric.target.value };
}

/** Millicores or bytes; 0 when there is none, which `propose` has refused before. */
export function requestOf({ requests }: ObservedInstance, metric: MetricSpec): number {
  return metric.type === 'Resource' ? (requests[metric.name] ?? 0) : 0;
}
