import { toScaleSpec } from '../../manifests/scale-target.ts';
import { parseCpu, parseMemory, parseQuantity } from '../../manifests/quantity.ts';
import { kubernetesOptions } from '../options.ts';
import { isWithin, toleranceOf } from '../tolerance.ts';
import type { MetricSpec, ScaleSpec } from '../types.ts';
import type { DoctorFacts, MetricFact } from './facts.ts';
import type { ClusterHpa, ClusterPod, ClusterTarget } from './kubernetes-objects.ts';

export interface ClusterAnswers {
  hpa: ClusterHpa;
  target: ClusterTarget | null;
  suggestedTarget: string | null;
  pods: ClusterPod[];
  metricsApi: DoctorFacts['metricsApi'];
  now: number;
}

/** What the controller wrote into the HPA's status, with what can be seen of its target, in the doctor's terms. */
export function toKubernetesFacts({
  hpa,
  target,
  suggestedTarget,
  pods,
  metricsApi,
  now,
}: ClusterAnswers): DoctorFacts {
  const spec = toScaleSpec(hpa.spec);
  const current = target?.spec.replicas ?? hpa.status.currentReplicas;
  const alive = pods.filter(
    ({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase !== 'Failed',
  );
  const ready = alive.filter(isReady).length;
  const metrics = spec.metrics.map((metric) => toMetric(metric, spec, hpa, ready));
  const conditions = (hpa.status.conditions ?? []).map(({ type, status, reason, message }) => ({
    type,
    status: status === 'True',
    reason,
    message,
  }));
  const proposals = metrics.flatMap(({ proposal }) => proposal ?? []);
  return {
    runtime: 'kubernetes',
    service: hpa.metadata.name,
    now,
    off: false,
    problem: null,
    manifestProblem: null,
    spec,
    target: { kind: hpa.spec.scaleTargetRef.kind, name: hpa.spec.scaleTargetRef.name, exists: target !== null },
    suggestedTarget,
    current,
    selected: alive.length,
    unready: alive.filter((pod) => !isReady(pod)).map((pod) => ({ id: pod.metadata.name, reason: whyNotReady(pod) })),
    withoutRequest: needsRequest(spec).filter((resource) => alive.some((pod) => !hasRequest(pod, resource))),
    metricsApi,
    metrics,
    recommended: proposals.length === 0 ? null : Math.max(...proposals),
    conditions,
    stabilizedUntil: stabilizedUntil(conditions, spec, now),
    limitedUntil: null,
    lastScaleAt: hpa.status.lastScaleTime == null ? null : Date.parse(hpa.status.lastScaleTime),
    nextDecisionAt: null,
  };
}

/** The arithmetic that the controller does not tell: from its own current value, the ready pods and the target. */
function toMetric(
  metric: MetricSpec,
  spec: ScaleSpec,
  { status }: ClusterHpa,
  ready: number,
): MetricFact & { proposal: number | null } {
  const value = currentOf(metric, status.currentMetrics ?? []);
  const wanted = metric.target.type === 'Utilization' ? metric.target.percent : metric.target.value;
  const unit = metric.target.type === 'Utilization' ? ' %' : '';
  if (value === null) {
    const text = `${metric.name} <unknown> against ${wanted}${unit}`;
    return { name: metric.name, ratio: null, text, unknown: true, tolerated: false, proposal: null };
  }
  const ratio = value / wanted;
  const tolerated = isWithin(toleranceOf(spec, kubernetesOptions), ratio);
  const proposal = tolerated ? status.currentReplicas : Math.ceil(ratio * ready);
  const outcome = tolerated ? 'within the tolerance' : `ceil(${ratio.toFixed(2)} × ${ready}) = ${proposal}`;
  const text = `${metric.name} ${value}${unit} against ${wanted}${unit}, ratio ${ratio.toFixed(2)}: ${outcome}`;
  return { name: metric.name, ratio, text, unknown: false, tolerated, proposal };
}

function currentOf(metric: MetricSpec, all: NonNullable<ClusterHpa['status']['currentMetrics']>): number | null {
  const found =
    metric.type === 'Pods'
      ? all.find(({ pods }) => pods?.metric.name === metric.name)?.pods?.current
      : all.find(({ resource }) => resource?.name === metric.name)?.resource?.current;
  if (found === undefined) return null;
  if (metric.target.type === 'Utilization') return found.averageUtilization ?? null;
  if (found.averageValue === undefined) return null;
  const parse = metric.type === 'Pods' ? parseQuantity : metric.name === 'cpu' ? parseCpu : parseMemory;
  return parse(String(found.averageValue)) ?? null;
}

/** The controller does not tell which recommendation holds it back; none can for longer than the window from now. */
function stabilizedUntil(
  conditions: DoctorFacts['conditions'],
  { behavior }: ScaleSpec,
  now: number,
): DoctorFacts['stabilizedUntil'] {
  const reason = conditions.find(({ type }) => type === 'AbleToScale')?.reason;
  if (reason !== 'ScaleDownStabilized' && reason !== 'ScaleUpStabilized') return null;
  const rules = reason === 'ScaleDownStabilized' ? behavior?.scaleDown : behavior?.scaleUp;
  const windowMs =
    rules === undefined ? kubernetesOptions.downscaleStabilizationMs : rules.stabilizationWindowSeconds * 1000;
  return { at: now + windowMs, atLatest: true };
}

const needsRequest = ({ metrics }: ScaleSpec): string[] =>
  metrics.flatMap(({ type, name, target }) => (type === 'Resource' && target.type === 'Utilization' ? [name] : []));

const hasRequest = ({ spec }: ClusterPod, resource: string): boolean =>
  spec.containers.every(({ resources }) => resources.requests[resource] !== undefined);

const isReady = ({ status }: ClusterPod): boolean =>
  status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True');

function whyNotReady({ status }: ClusterPod): string {
  const states = status.containerStatuses.flatMap(
    ({ state }) => state?.waiting?.reason ?? state?.terminated?.reason ?? [],
  );
  const scheduled = status.conditions.find(({ type, status: value }) => type === 'PodScheduled' && value === 'False');
  return states[0] ?? scheduled?.reason ?? (status.phase === 'Running' ? 'its readiness probe fails' : status.phase);
}
