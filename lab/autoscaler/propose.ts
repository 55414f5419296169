import { describeProposal, formatValue } from './describe.ts';
import { groupInstances, type InstanceGroups } from './group-instances.ts';
import { isWithin, type Tolerance } from './tolerance.ts';
import type { AutoscalerOptions, MetricArithmetic, MetricSpec, Observation, ObservedInstance } from './types.ts';
import { requestOf, usageRatio } from './usage-ratio.ts';

/** What one metric alone asks for, with its arithmetic. */
export function propose(
  metric: MetricSpec,
  observation: Observation,
  tolerance: Tolerance,
  now: number,
  options: AutoscalerOptions,
): MetricArithmetic {
  const groups = groupInstances(observation.instances, metric, now, options);
  const problem = findProblem(metric, observation, groups);
  if (problem !== null) return failed(metric, groups, problem);

  const known = groups.counted.map((instance) => ({ instance, value: instance.samples[metric.name]?.value ?? 0 }));
  const { current, ratio } = usageRatio(metric, known);
  const assumed = [
    ...assumeMissing(metric, groups.missing, ratio),
    ...(ratio > 1 ? groups.unready.map((instance) => ({ instance, value: 0 })) : []),
  ];
  const cautious = assumed.length > 0 || groups.missing.length > 0;
  const considered = [...known, ...assumed];
  const cautiousRatio = cautious ? usageRatio(metric, considered).ratio : null;
  const outcome = judge(observation.replicas, ratio, cautiousRatio, considered.length, tolerance);
  return {
    metric: nameOf(metric),
    target: metric.target,
    current,
    ratio,
    cautiousRatio,
    ...toIds(groups),
    proposal: outcome.proposal,
    error: null,
    text: describeProposal(metric, current, ratio, cautiousRatio, groups, outcome.because),
  };
}

/** Downwards a missing instance is taken to use all of its request (or its target), upwards nothing. */
function assumeMissing(metric: MetricSpec, missing: ObservedInstance[], ratio: number) {
  if (ratio === 1) return [];
  const { target } = metric;
  const value = (instance: ObservedInstance) => {
    if (ratio > 1) return 0;
    if (target.type === 'AverageValue') return target.value;
    return (requestOf(instance, metric) * Math.max(100, target.percent)) / 100;
  };
  return missing.map((instance) => ({ instance, value: value(instance) }));
}

function judge(
  replicas: number,
  ratio: number,
  cautiousRatio: number | null,
  considered: number,
  tolerance: Tolerance,
): { proposal: number; because: string } {
  const decisive = cautiousRatio ?? ratio;
  const stay = (because: string) => ({ proposal: replicas, because });
  if (isWithin(tolerance, decisive)) {
    return stay(`within the tolerance of ${tolerance.down} below and ${tolerance.up} above 1: stay at ${replicas}`);
  }
  if ((ratio < 1 && decisive > 1) || (ratio > 1 && decisive < 1)) {
    return stay(`the assumptions would turn the direction round: stay at ${replicas}`);
  }
  const proposal = Math.ceil(decisive * considered);
  const sum = `ceil(${decisive.toFixed(2)} × ${considered}) = ${proposal}`;
  if (cautiousRatio !== null && ((decisive < 1 && proposal > replicas) || (decisive > 1 && proposal < replicas))) {
    return stay(`${sum} would turn the direction round: stay at ${replicas}`);
  }
  return { proposal, because: sum };
}

function findProblem(metric: MetricSpec, { instances, unreadable }: Observation, groups: InstanceGroups) {
  const reason = metric.type === 'Resource' ? 'FailedGetResourceMetric' : 'FailedGetPodsMetric';
  const cannot = (why: string) => ({ reason, message: `the replica count cannot be computed: ${why}` });
  const why = unreadable[metric.name];
  if (why !== undefined) return cannot(`${metric.name} cannot be read: ${why}`);
  if (instances.length === 0) return cannot('the selector matches no instance');
  if (groups.counted.length === 0) return cannot(`no ready instance has a sample of ${metric.name}`);
  if (metric.type === 'Resource' && metric.target.type === 'Utilization') {
    const without = instances.find((instance) => requestOf(instance, metric) === 0);
    if (without !== undefined) return cannot(`${without.id} has no request for ${metric.name}`);
  }
  return null;
}

function failed(
  metric: MetricSpec,
  groups: InstanceGroups,
  error: { reason: string; message: string },
): MetricArithmetic {
  return {
    metric: nameOf(metric),
    target: metric.target,
    current: null,
    ratio: null,
    cautiousRatio: null,
    ...toIds(groups),
    proposal: null,
    error,
    text: `${metric.name} <unknown> against ${formatValue(metric, null)}: ${error.message}`,
  };
}

function toIds({ counted, unready, missing }: InstanceGroups) {
  const ids = (instances: ObservedInstance[]) => instances.map(({ id }) => id);
  return { counted: ids(counted), unready: ids(unready), missing: ids(missing) };
}

/** As the controller calls it in its messages. */
function nameOf({ type, name, target }: MetricSpec): string {
  if (type === 'Pods') return `pods metric ${name}`;
  return target.type === 'Utilization' ? `${name} utilization` : `${name} average value`;
}
