import type { AutoscalerDecision, AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import type { LabState } from '../../supervisor/state.ts';
import { kubernetesOptions } from '../options.ts';
import { isWithin, toleranceOf } from '../tolerance.ts';
import type { ScaleSpec } from '../types.ts';
import type { DoctorFacts, MetricFact } from './facts.ts';

type Metric = AutoscalerDecision['metrics'][number];

/** What the autoscaler and the supervisor of the local runtime know about a service. */
export function toLocalFacts(service: string, status: AutoscalerStatus, state: LabState, now: number): DoctorFacts {
  const entry = status.services.find((candidate) => candidate.service === service);
  const found = state.services.find(({ name }) => name === service);
  const decision = entry?.decision ?? null;
  const spec = entry?.spec ?? null;
  const problem = entry?.problem ?? null;
  const wrongTarget = problem?.includes('scaleTargetRef') === true;
  const instances = found?.instances.filter(({ phase }) => phase !== 'draining') ?? [];
  const needed = spec?.metrics.filter(({ type, target }) => type === 'Resource' && target.type === 'Utilization') ?? [];
  return {
    runtime: 'local',
    service,
    now,
    off: entry === undefined ? !status.settings.enabled : !entry.active,
    problem: status.problem ?? (entry === undefined ? 'the autoscaler has not looked at it yet' : null),
    manifestProblem: problem,
    spec,
    target: { kind: 'Deployment', name: wrongTarget ? targetIn(problem) : service, exists: !wrongTarget },
    suggestedTarget: service,
    current: found?.desired ?? 0,
    selected: instances.length,
    unready: instances
      .filter(({ phase }) => phase !== 'ready')
      .map(({ id, phase, reason }) => ({ id, reason: reason ?? phase })),
    withoutRequest: needed
      .map(({ name }) => name)
      .filter((name) => entry?.requests[name as 'cpu' | 'memory'] === undefined),
    metricsApi: null,
    metrics: decision === null || spec === null ? [] : decision.metrics.map((metric) => toMetric(metric, spec)),
    recommended: decision?.recommended ?? null,
    conditions: decision?.conditions ?? [],
    stabilizedUntil:
      decision?.stabilizedUntil == null ? null : { at: Date.parse(decision.stabilizedUntil), atLatest: false },
    limitedUntil: decision?.limitedUntil == null ? null : Date.parse(decision.limitedUntil),
    lastScaleAt: null,
    nextDecisionAt: Date.parse(status.nextDecisionAt),
  };
}

function toMetric({ metric, ratio, cautiousRatio, text, error }: Metric, spec: ScaleSpec): MetricFact {
  const decisive = cautiousRatio ?? ratio;
  const tolerated = decisive !== null && isWithin(toleranceOf(spec, kubernetesOptions), decisive);
  return { name: metric, ratio: decisive, text, unknown: error !== null, tolerated };
}

/** `spec.scaleTargetRef is Deployment box-office, …` -> box-office */
const targetIn = (problem: string): string => /scaleTargetRef is \S+ (\S+),/.exec(problem)?.[1] ?? 'unknown';
