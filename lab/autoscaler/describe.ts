import type { InstanceGroups } from './group-instances.ts';
import type { MetricSpec } from './types.ts';

/** `cpu 138 % against 70 %, ratio 1.97: ceil(1.97 × 3) = 6` */
export function describeProposal(
  metric: MetricSpec,
  current: number,
  ratio: number,
  cautiousRatio: number | null,
  { counted, unready, missing }: InstanceGroups,
  because: string,
): string {
  const names = (instances: { id: string }[]) => instances.map(({ id }) => id).join(', ');
  const notes: string[] = [];
  if (missing.length > 0) notes.push(`without a sample: ${names(missing)}`);
  if (unready.length > 0) notes.push(`not ready or just started: ${names(unready)}`);
  if (cautiousRatio !== null)
    notes.push(`counted with what is assumed of them the ratio is ${cautiousRatio.toFixed(2)}`);
  const of = counted.length === 1 ? '1 instance' : `${counted.length} instances`;
  const caution = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return `${metric.name} ${formatValue(metric, current)} over ${of} against ${formatValue(metric, null)}, ratio ${ratio.toFixed(2)}${caution}: ${because}`;
}

/** A value in the metric's unit; null stands for its target. */
export function formatValue({ type, name, target }: MetricSpec, value: number | null): string {
  if (target.type === 'Utilization') return `${value ?? target.percent} %`;
  const amount = value ?? target.value;
  if (type === 'Pods') return String(amount);
  return name === 'cpu' ? `${amount}m` : `${(amount / 1_048_576).toFixed(1)} MiB`;
}
