import type { AutoscalerDecision } from '@ticketlab/contracts/http/autoscaler';
import type { Decision } from '../../../autoscaler/types.ts';

/** A decision as the API tells it: times in ISO 8601, without what only the next decision needs. */
export function toDecision(
  service: string,
  decision: Decision,
  { ready, acted }: { ready: number; acted: boolean },
): AutoscalerDecision {
  const { at, conditions, stabilizedUntil, limitedUntil } = decision;
  return {
    service,
    at: toIso(at),
    current: decision.current,
    desired: decision.desired,
    ready,
    acted,
    metrics: decision.metrics,
    decisive: decision.decisive,
    recommended: decision.recommended,
    stabilized: decision.stabilized,
    stabilizedUntil: stabilizedUntil === null ? null : toIso(stabilizedUntil),
    limitedUntil: limitedUntil === null ? null : toIso(limitedUntil),
    conditions: conditions.map(({ since, ...condition }) => ({ ...condition, since: toIso(since) })),
    text: decision.text,
  };
}

export const toIso = (ms: number): string => new Date(ms).toISOString();
