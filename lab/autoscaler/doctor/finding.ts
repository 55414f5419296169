/** `broken` keeps the autoscaler from working, `held` keeps it from this change, `note` is as it should be. */
export type Severity = 'broken' | 'held' | 'note';

export type FindingCode =
  | 'autoscaler-off'
  | 'cannot-decide'
  | 'wrong-manifest'
  | 'wrong-target'
  | 'scaled-to-zero'
  | 'selector-matches-nothing'
  | 'no-metrics-api'
  | 'no-requests'
  | 'not-ready'
  | 'metric-unknown'
  | 'at-max'
  | 'at-min'
  | 'stabilizing'
  | 'scale-limit'
  | 'within-tolerance';

export interface Finding {
  code: FindingCode;
  severity: Severity;
  text: string;
  /** The one command that would fix it; null where there is nothing to fix. */
  fix: string | null;
}

/** hh:mm:ss, UTC. */
export const clock = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`;
