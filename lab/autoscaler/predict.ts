import { decide, initialState } from './decide.ts';
import { createSimulatedInstances, type InstanceCost, type LoadProfile } from './simulated-instances.ts';
import type { AutoscalerOptions, Decision, ResourceName, ScaleSpec } from './types.ts';

export interface PredictionInput {
  spec: ScaleSpec;
  requests: Partial<Record<ResourceName, number>>;
  options: AutoscalerOptions;
  /** Real milliseconds between decisions, the time scale already taken off. */
  syncPeriodMs: number;
  load: LoadProfile;
  cost: InstanceCost;
  /** From the decision until a new instance takes traffic. */
  startUpMs: number;
  replicas: number;
  /** How long after the load begins the first decision is made. */
  firstDecisionMs: number;
}

export interface PredictedStep {
  /** After the beginning of the load. */
  atMs: number;
  current: number;
  desired: number;
  ready: number;
  /** Of the metric that decides; percent or average value. */
  usage: number | null;
  /** One line a metric. */
  arithmetic: string[];
  text: string;
}

export interface Prediction {
  steps: PredictedStep[];
  peak: number;
  peakAtMs: number;
  /** When the load ends. */
  atEnd: number;
  /** Where it comes to rest without load, and since when. */
  resting: number;
  restingAtMs: number;
}

/** Nothing changes any more once no window or period reaches back to a change, and that for a few decisions. */
const quietDecisions = 3;

/**
 * What the autoscaler will do about a load: `decide` itself, run over the load's profile with simulated instances. No
 * closed formula would do, because the tolerance makes the resting point depend on the way there. All times in
 * milliseconds after the beginning of the load.
 */
export function predict(input: PredictionInput): Prediction {
  const { spec, requests, options, syncPeriodMs, load, cost, startUpMs, firstDecisionMs } = input;
  const before = firstDecisionMs - syncPeriodMs;
  const instances = createSimulatedInstances(input.replicas, load, cost, startUpMs, before);
  const quietMs = longestMemoryMs(spec, options) + quietDecisions * syncPeriodMs;
  let state = { ...initialState, recommendations: [{ at: before, replicas: input.replicas }] };
  let replicas = input.replicas;
  let lastChangeAt = load.holdMs;
  const steps: PredictedStep[] = [];

  for (let now = firstDecisionMs; now <= lastChangeAt + quietMs; now += syncPeriodMs) {
    const observation = { replicas, instances: instances.observe(now, requests), unreadable: {} };
    const decision = decide(spec, state, observation, now, options);
    steps.push(toStep(decision, instances.readyCount(now)));
    state = decision.nextState;
    if (decision.desired !== replicas) {
      replicas = decision.desired;
      instances.scale(replicas, now);
      lastChangeAt = Math.max(lastChangeAt, now);
    }
  }
  return { steps, ...summarize(steps, input.replicas, load.holdMs) };
}

function summarize(steps: PredictedStep[], start: number, holdMs: number) {
  let peak = { replicas: start, atMs: 0 };
  let resting = { replicas: start, atMs: 0 };
  let atEnd = start;
  for (const { atMs, current, desired } of steps) {
    if (atMs <= holdMs) atEnd = desired;
    if (desired === current) continue;
    resting = { replicas: desired, atMs };
    if (desired > peak.replicas) peak = { replicas: desired, atMs };
  }
  return {
    peak: peak.replicas,
    peakAtMs: peak.atMs,
    atEnd,
    resting: resting.replicas,
    restingAtMs: resting.atMs,
  };
}

function toStep({ at, current, desired, metrics, decisive, text }: Decision, ready: number): PredictedStep {
  const usage = metrics.find(({ metric }) => metric === decisive)?.current ?? null;
  return { atMs: at, current, desired, ready, usage, arithmetic: metrics.map((metric) => metric.text), text };
}

/** How far back any stabilization window or policy period looks. */
function longestMemoryMs({ behavior }: ScaleSpec, { timeScale, downscaleStabilizationMs }: AutoscalerOptions): number {
  if (behavior === null) return downscaleStabilizationMs;
  const seconds = [behavior.scaleUp, behavior.scaleDown].flatMap(({ stabilizationWindowSeconds, policies }) => [
    stabilizationWindowSeconds,
    ...policies.map(({ periodSeconds }) => periodSeconds),
  ]);
  return (Math.max(...seconds) * 1000) / timeScale;
}
