import type { AutoscalerState, ScalingPolicy, ScalingRules } from './types.ts';

type ScaleEvents = AutoscalerState['scaleEvents'];

/** The most replicas that the policies allow now; less than `current` only if an earlier change went beyond them. */
export function scaleUpLimit(
  current: number,
  events: ScaleEvents,
  { selectPolicy, policies }: ScalingRules,
  now: number,
  timeScale: number,
): number {
  if (selectPolicy === 'Disabled') return current;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const atStart = current - changeWithin(events, (periodSeconds * 1000) / timeScale, now);
    // rounded up: a small percentage of few replicas would otherwise never add one
    return type === 'Pods' ? atStart + value : Math.ceil(atStart * (1 + value / 100));
  });
  return selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

/** The fewest replicas that the policies allow now. `Max` means the greatest change, so the lowest count. */
export function scaleDownLimit(
  current: number,
  events: ScaleEvents,
  { selectPolicy, policies }: ScalingRules,
  now: number,
  timeScale: number,
): number {
  if (selectPolicy === 'Disabled') return current;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const atStart = current - changeWithin(events, (periodSeconds * 1000) / timeScale, now);
    return type === 'Pods' ? atStart - value : Math.trunc(atStart * (1 - value / 100));
  });
  return selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}

/** When the first recorded change leaves the period of a policy, so that there may be more. */
export function nextAllowance(
  events: ScaleEvents,
  policies: ScalingPolicy[],
  now: number,
  timeScale: number,
): number | null {
  const ends = policies.flatMap(({ periodSeconds }) => events.map(({ at }) => at + (periodSeconds * 1000) / timeScale));
  const ahead = ends.filter((end) => end > now);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

/** What changed within the period, both directions together: at its start there were that many fewer. */
function changeWithin(events: ScaleEvents, periodMs: number, now: number): number {
  return events.filter(({ at }) => at > now - periodMs).reduce((sum, { change }) => sum + change, 0);
}
