import { combine } from './combine.ts';
import { conditions, updateConditions } from './conditions.ts';
import { limit } from './limit.ts';
import { propose } from './propose.ts';
import { remember, stabilize, type Windows } from './stabilize.ts';
import { toleranceOf } from './tolerance.ts';
import type {
  AutoscalerOptions,
  AutoscalerState,
  Condition,
  Decision,
  MetricArithmetic,
  Observation,
  ScaleSpec,
} from './types.ts';

export const initialState: AutoscalerState = {
  recommendations: [],
  scaleEvents: [],
  lastScaleAt: null,
  conditions: [],
};

/**
 * One decision of the HorizontalPodAutoscaler, as a pure function of what is wished (`spec`), what was (`state`), what
 * is (`observation`) and the time in milliseconds. `nextState` takes for granted that the target is told `desired`; when
 * telling it fails, use `rescaleFailed`.
 *
 * After the algorithm that Kubernetes publishes, in the order in which its controller applies it:
 * bounds before metrics, one proposal a metric (missing and unready instances assumed against the direction), the highest
 * wins, stabilization windows, policies within bounds. Sources:
 * https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/ (algorithm details, scaling
 * policies, stabilization window, tolerance), and for what that page leaves open the controller itself:
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go and
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/replica_calculator.go
 */
export function decide(
  spec: ScaleSpec,
  state: AutoscalerState,
  observation: Observation,
  now: number,
  options: AutoscalerOptions,
): Decision {
  const current = observation.replicas;
  const recommendations = state.recommendations.length > 0 ? state.recommendations : [{ at: now, replicas: current }];
  const known = { ...state, recommendations };
  const verdicts = [conditions.scaleRead()];
  const settle = (outcome: Partial<Decision> & { desired: number; text: string }, next = recommendations) => {
    if (outcome.desired !== current) verdicts.push(conditions.rescaled(outcome.desired));
    const updated = updateConditions(state.conditions, verdicts, now);
    return toDecision(spec, { ...known, recommendations: next }, current, now, options, updated, outcome);
  };

  if (current === 0 && spec.minReplicas !== 0) {
    verdicts.push(conditions.disabled());
    return settle({ desired: 0, text: 'scaled to 0 by hand, which switches scaling off' });
  }
  if (current > spec.maxReplicas) {
    const desired = spec.maxReplicas;
    return settle({ desired, text: `${current} is above maxReplicas: ${current} -> ${desired}` });
  }
  if (current < spec.minReplicas) {
    const desired = spec.minReplicas;
    return settle({ desired, text: `${current} is below minReplicas: ${current} -> ${desired}` });
  }

  const tolerance = toleranceOf(spec, options);
  const metrics = spec.metrics.map((metric) => propose(metric, observation, tolerance, now, options));
  const combined = combine(metrics, current);
  if (combined.kind === 'invalid') {
    verdicts.push(conditions.metricFailed(combined.reason, combined.message));
    return settle({ desired: current, metrics, text: `stays at ${current}: ${combined.message}` });
  }
  verdicts.push(conditions.metricFound(combined.metric));

  const recommended = combined.replicas;
  const windows = windowsOf(spec, options);
  const stabilized = stabilize(recommendations, current, recommended, now, windows);
  const held = stabilized.replicas !== recommended;
  verdicts.push(held ? conditions.stabilized(recommended >= current) : conditions.ready());
  const limited = limit(spec, current, stabilized.replicas, state.scaleEvents, now, options.timeScale);
  verdicts.push(conditions.limited(limited));
  return settle(
    {
      desired: limited.replicas,
      metrics,
      decisive: combined.metric,
      recommended,
      stabilized: stabilized.replicas,
      stabilizedUntil: stabilized.until,
      limitedUntil: limited.until,
      text: summarize(current, recommended, stabilized.replicas, limited, metrics, combined.metric),
    },
    remember(recommendations, recommended, now, windows),
  );
}

/** What is to be kept when the target could not be told: nothing was scaled, and the condition says why. */
export function rescaleFailed(decision: Decision, before: AutoscalerState, why: string): Decision {
  const failed = updateConditions(decision.conditions, [conditions.rescaleFailed(why)], decision.at);
  const { scaleEvents, lastScaleAt } = before;
  return {
    ...decision,
    desired: decision.current,
    conditions: failed,
    text: `${decision.text}; but the target could not be told: ${why}`,
    nextState: { ...decision.nextState, scaleEvents, lastScaleAt, conditions: failed },
  };
}

function windowsOf({ behavior }: ScaleSpec, { timeScale, downscaleStabilizationMs }: AutoscalerOptions): Windows {
  if (behavior === null) return { upMs: 0, downMs: downscaleStabilizationMs };
  return {
    upMs: (behavior.scaleUp.stabilizationWindowSeconds * 1000) / timeScale,
    downMs: (behavior.scaleDown.stabilizationWindowSeconds * 1000) / timeScale,
  };
}

function toDecision(
  { behavior }: ScaleSpec,
  state: AutoscalerState,
  current: number,
  now: number,
  { timeScale }: AutoscalerOptions,
  updated: Condition[],
  outcome: Partial<Decision> & { desired: number; text: string },
): Decision {
  const change = outcome.desired - current;
  const policies = behavior === null ? [] : [...behavior.scaleUp.policies, ...behavior.scaleDown.policies];
  const longestMs = (Math.max(0, ...policies.map(({ periodSeconds }) => periodSeconds)) * 1000) / timeScale;
  const recent = state.scaleEvents.filter(({ at }) => at >= now - longestMs);
  return {
    at: now,
    current,
    metrics: [],
    decisive: null,
    recommended: null,
    stabilized: null,
    stabilizedUntil: null,
    limitedUntil: null,
    conditions: updated,
    ...outcome,
    nextState: {
      recommendations: state.recommendations,
      scaleEvents: change === 0 ? recent : [...recent, { at: now, change }],
      lastScaleAt: change === 0 ? state.lastScaleAt : now,
      conditions: updated,
    },
  };
}

function summarize(
  current: number,
  recommended: number,
  stabilized: number,
  { replicas, reason }: ReturnType<typeof limit>,
  metrics: MetricArithmetic[],
  decisive: string,
): string {
  const arithmetic = metrics.find(({ metric }) => metric === decisive)?.text ?? decisive;
  const steps = [arithmetic];
  if (stabilized !== recommended) steps.push(`recent recommendations keep it at ${stabilized}`);
  if (reason !== 'DesiredWithinRange') steps.push(`limited to ${replicas} (${reason})`);
  return `${replicas === current ? `stays at ${current}` : `${current} -> ${replicas}`}: ${steps.join('; ')}`;
}
