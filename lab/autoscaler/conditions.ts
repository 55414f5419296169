import type { Limited } from './limit.ts';
import type { Condition, ConditionType } from './types.ts';

type Verdict = Omit<Condition, 'since'>;

const verdict = (type: ConditionType, status: boolean, reason: string, message: string): Verdict => ({
  type,
  status,
  reason,
  message,
});

/** The conditions in the controller's terms; the messages mean what its own do. */
export const conditions = {
  scaleRead: () => verdict('AbleToScale', true, 'SucceededGetScale', 'the current scale of the target could be read'),
  scaleUnreadable: (why: string) =>
    verdict('AbleToScale', false, 'FailedGetScale', `the current scale of the target cannot be read: ${why}`),
  ready: () => verdict('AbleToScale', true, 'ReadyForNewScale', 'no earlier recommendation holds this one back'),
  stabilized: (up: boolean) =>
    up
      ? verdict(
          'AbleToScale',
          true,
          'ScaleUpStabilized',
          'lower recommendations are recent; the lowest of them is kept to',
        )
      : verdict(
          'AbleToScale',
          true,
          'ScaleDownStabilized',
          'higher recommendations are recent; the highest of them is kept to',
        ),
  rescaled: (replicas: number) =>
    verdict('AbleToScale', true, 'SucceededRescale', `the target was told to have ${replicas} replicas`),
  rescaleFailed: (why: string) =>
    verdict('AbleToScale', false, 'FailedUpdateScale', `the target could not be told its new size: ${why}`),
  metricFound: (metric: string) =>
    verdict('ScalingActive', true, 'ValidMetricFound', `a replica count was computed from ${metric}`),
  metricFailed: (reason: string, message: string) => verdict('ScalingActive', false, reason, message),
  disabled: () =>
    verdict(
      'ScalingActive',
      false,
      'ScalingDisabled',
      'the target has been scaled to zero, which switches scaling off',
    ),
  limited: ({ reason }: Limited) =>
    verdict('ScalingLimited', reason !== 'DesiredWithinRange', reason, limitMessages[reason]),
};

const limitMessages: Record<Limited['reason'], string> = {
  DesiredWithinRange: 'the wished count is within what is allowed',
  TooManyReplicas: 'the wished count is above maxReplicas',
  TooFewReplicas: 'the wished count is below minReplicas',
  ScaleUpLimit: 'the wished count grows faster than the policies allow',
  ScaleDownLimit: 'the wished count shrinks faster than the policies allow',
};

/** Replaces those of the same type; `since` moves only when the status changes. The last of several of a type counts. */
export function updateConditions(previous: Condition[], verdicts: Verdict[], now: number): Condition[] {
  const merged = new Map<ConditionType, Condition>(previous.map((condition) => [condition.type, condition]));
  for (const next of verdicts) {
    const before = merged.get(next.type);
    merged.set(next.type, { ...next, since: before?.status === next.status ? before.since : now });
  }
  return [...merged.values()];
}
