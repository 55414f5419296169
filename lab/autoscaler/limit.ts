import { nextAllowance, scaleDownLimit, scaleUpLimit } from './limit-rate.ts';
import type { AutoscalerState, ScaleSpec } from './types.ts';

export interface Limited {
  replicas: number;
  reason: 'DesiredWithinRange' | 'TooManyReplicas' | 'TooFewReplicas' | 'ScaleUpLimit' | 'ScaleDownLimit';
  /** When the policies will allow more. */
  until: number | null;
}

/** Keeps a wish within minReplicas and maxReplicas and within what the policies allow in their periods. */
export function limit(
  { minReplicas, maxReplicas, behavior }: ScaleSpec,
  current: number,
  wished: number,
  events: AutoscalerState['scaleEvents'],
  now: number,
  timeScale: number,
): Limited {
  if (behavior === null) return limitWithoutBehavior(minReplicas, maxReplicas, current, wished);
  const { scaleUp, scaleDown } = behavior;
  if (wished > current) {
    const allowed = Math.max(current, scaleUpLimit(current, events, scaleUp, now, timeScale));
    const most = Math.min(maxReplicas, allowed);
    if (wished <= most) return within(wished);
    if (maxReplicas <= allowed) return { replicas: most, reason: 'TooManyReplicas', until: null };
    return { replicas: most, reason: 'ScaleUpLimit', until: nextAllowance(events, scaleUp.policies, now, timeScale) };
  }
  if (wished < current) {
    const allowed = Math.min(current, scaleDownLimit(current, events, scaleDown, now, timeScale));
    const fewest = Math.max(minReplicas, allowed);
    if (wished >= fewest) return within(wished);
    if (minReplicas >= allowed) return { replicas: fewest, reason: 'TooFewReplicas', until: null };
    const until = nextAllowance(events, scaleDown.policies, now, timeScale);
    return { replicas: fewest, reason: 'ScaleDownLimit', until };
  }
  return within(wished);
}

/** Without `behavior` the controller keeps to its older rule: at most double, or four, at once. */
function limitWithoutBehavior(min: number, max: number, current: number, wished: number): Limited {
  const allowed = Math.max(2 * current, 4);
  if (wished < min) return { replicas: min, reason: 'TooFewReplicas', until: null };
  if (wished <= Math.min(max, allowed)) return within(wished);
  if (max <= allowed) return { replicas: max, reason: 'TooManyReplicas', until: null };
  return { replicas: allowed, reason: 'ScaleUpLimit', until: null };
}

const within = (replicas: number): Limited => ({ replicas, reason: 'DesiredWithinRange', until: null });
