import type { MetricArithmetic } from './types.ts';

export type Combined =
  | { kind: 'valid'; replicas: number; metric: string }
  /** None can be used, or one cannot and the others would scale down. */
  | { kind: 'invalid'; reason: string; message: string };

/** The highest proposal wins. A metric that cannot be read may hide load, so without it nothing is taken away. */
export function combine(metrics: MetricArithmetic[], replicas: number): Combined {
  const failed = metrics.find(({ error }) => error !== null)?.error;
  let highest: { replicas: number; metric: string } | undefined;
  for (const { metric, proposal } of metrics) {
    if (proposal !== null && (highest === undefined || proposal > highest.replicas)) {
      highest = { replicas: proposal, metric };
    }
  }
  if (highest === undefined || (failed != null && highest.replicas < replicas)) {
    return { kind: 'invalid', ...(failed ?? { reason: 'InvalidMetricSourceType', message: 'there is no metric' }) };
  }
  return { kind: 'valid', ...highest };
}
