import type { AutoscalerState } from './types.ts';

export interface Windows {
  upMs: number;
  downMs: number;
}

export interface Stabilized {
  replicas: number;
  /** When the newest recommendation that holds it back leaves its window. */
  until: number | null;
}

/**
 * Upwards never beyond the lowest recommendation of the up window, downwards never below the highest of the down window.
 * Between the two the count stays as it is.
 */
export function stabilize(
  recommendations: AutoscalerState['recommendations'],
  current: number,
  recommended: number,
  now: number,
  { upMs, downMs }: Windows,
): Stabilized {
  const lately = (windowMs: number) => recommendations.filter(({ at }) => at > now - windowMs);
  const lowest = lately(upMs).reduce((least, { replicas }) => Math.min(least, replicas), recommended);
  const highest = lately(downMs).reduce((most, { replicas }) => Math.max(most, replicas), recommended);
  const replicas = Math.min(Math.max(current, lowest), highest);
  if (replicas === recommended) return { replicas, until: null };
  const [windowMs, holdsBack] =
    recommended > replicas
      ? [upMs, (other: number) => other < recommended]
      : [downMs, (other: number) => other > recommended];
  const newest = recommendations.findLast((recommendation) => holdsBack(recommendation.replicas));
  return { replicas, until: newest === undefined ? null : newest.at + windowMs };
}

/** With the newest added and without those that no window reaches any more. */
export function remember(
  recommendations: AutoscalerState['recommendations'],
  recommended: number,
  now: number,
  { upMs, downMs }: Windows,
): AutoscalerState['recommendations'] {
  const oldest = now - Math.max(upMs, downMs);
  return [...recommendations.filter(({ at }) => at >= oldest), { at: now, replicas: recommended }];
}
