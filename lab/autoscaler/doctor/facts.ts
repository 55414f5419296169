import type { ScaleSpec } from '../types.ts';

/** One metric as the autoscaler last saw it. */
export interface MetricFact {
  name: string;
  /** current / target; null when unknown. */
  ratio: number | null;
  /** The arithmetic, or why there is none. */
  text: string;
  unknown: boolean;
  /** The ratio lies within the tolerance, so this metric asks for nothing. */
  tolerated: boolean;
}

/** All that a diagnosis is made from; the same for the local runtime and for a cluster. */
export interface DoctorFacts {
  runtime: 'local' | 'kubernetes';
  service: string;
  now: number;
  /** Switched off for this service; always false in a cluster, where deleting is the switch. */
  off: boolean;
  /** Why nothing can be decided at all. */
  problem: string | null;
  /** What is wrong in the manifest, or null. */
  manifestProblem: string | null;
  spec: ScaleSpec | null;
  target: { kind: string; name: string; exists: boolean };
  /** What exists and could have been meant when the target does not. */
  suggestedTarget: string | null;
  current: number;
  /** How many instances the target's selector finds, whatever their state. */
  selected: number;
  /** Instances that are not ready, with the reason. */
  unready: { id: string; reason: string }[];
  /** Resources that a Utilization target needs and that somebody has no request for. */
  withoutRequest: string[];
  /** Why the metrics API cannot be asked; null when it can. */
  metricsApi: { problem: string; installed: boolean } | null;
  metrics: MetricFact[];
  /** What the metrics ask for; null when unknown. */
  recommended: number | null;
  conditions: { type: string; status: boolean; reason: string; message: string }[];
  /** Until when recommendations or policies hold it back; `atLatest` where only a bound is known. */
  stabilizedUntil: { at: number; atLatest: boolean } | null;
  limitedUntil: number | null;
  lastScaleAt: number | null;
  nextDecisionAt: number | null;
}
