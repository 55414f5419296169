import type { DoctorFacts } from './facts.ts';
import { clock, type Finding } from './finding.ts';
import { fixes } from './fixes.ts';

type Check = (facts: DoctorFacts) => Finding | undefined;

const reasonOf = ({ conditions }: DoctorFacts, type: string) => conditions.find((found) => found.type === type)?.reason;

/** Without a target, or with nothing to ask, whatever else is unknown follows from that. */
const hasBasis = ({ target, problem, manifestProblem, current, spec, selected }: DoctorFacts) =>
  target.exists &&
  problem === null &&
  manifestProblem === null &&
  selected > 0 &&
  (current > 0 || spec?.minReplicas === 0);

/** One rule each; the order is that of the causes. */
export const checks: Check[] = [
  (facts) =>
    facts.off
      ? {
          code: 'autoscaler-off',
          severity: 'broken',
          text: `The autoscaler is off for ${facts.service}.`,
          fix: fixes.switchOn(facts),
        }
      : undefined,
  (facts) =>
    facts.problem === null
      ? undefined
      : {
          code: 'cannot-decide',
          severity: 'broken',
          text: `Nothing is decided: ${facts.problem}.`,
          fix: fixes.revive(facts),
        },
  (facts) =>
    facts.manifestProblem === null || !facts.target.exists
      ? undefined
      : {
          code: 'wrong-manifest',
          severity: 'broken',
          text: `The manifest is wrong: ${facts.manifestProblem}.`,
          fix: fixes.restoreManifest(facts),
        },
  (facts) =>
    facts.target.exists
      ? undefined
      : {
          code: 'wrong-target',
          severity: 'broken',
          text: `scaleTargetRef names the ${facts.target.kind} ${facts.target.name}, which does not exist.`,
          fix: fixes.correctTarget(facts),
        },
  (facts) =>
    facts.target.exists &&
    facts.problem === null &&
    facts.manifestProblem === null &&
    facts.current === 0 &&
    facts.spec?.minReplicas !== 0
      ? {
          code: 'scaled-to-zero',
          severity: 'broken',
          text: 'Somebody scaled it to 0, which switches autoscaling off until it has one again.',
          fix: fixes.scaleTo(facts, Math.max(1, facts.spec?.minReplicas ?? 1)),
        }
      : undefined,
  (facts) =>
    facts.target.exists &&
    facts.problem === null &&
    facts.manifestProblem === null &&
    facts.current > 0 &&
    facts.selected === 0
      ? {
          code: 'selector-matches-nothing',
          severity: 'broken',
          text: `The target should have ${facts.current}, but its selector matches no instance: there is nothing to measure.`,
          fix: fixes.showMissingPods(facts),
        }
      : undefined,
  (facts) =>
    hasBasis(facts) && facts.metricsApi !== null
      ? {
          code: 'no-metrics-api',
          severity: 'broken',
          text: `The metrics API does not answer (${facts.metricsApi.problem}), so usage is <unknown>.`,
          fix: fixes.metricsServer(facts.metricsApi.installed),
        }
      : undefined,
  (facts) =>
    hasBasis(facts) && facts.withoutRequest.length > 0
      ? {
          code: 'no-requests',
          severity: 'broken',
          text: `A utilization is a share of the request, and there is none for ${facts.withoutRequest.join(' and ')}, so it is <unknown>.`,
          fix: fixes.addRequests(facts),
        }
      : undefined,
  (facts) => {
    const [first] = facts.unready;
    if (!hasBasis(facts) || first === undefined) return undefined;
    const all = facts.unready.length >= facts.selected;
    const names = facts.unready.map(({ id, reason }) => `${id} (${reason})`).join(', ');
    return {
      code: 'not-ready',
      severity: all ? 'broken' : 'held',
      text: all
        ? `No instance is ready, so no usage counts: ${names}.`
        : `Not ready: ${names}. Upwards these count as using nothing, so it scales up less, or not at all.`,
      fix: fixes.restart(facts),
    };
  },
  (facts) => {
    const unknown = facts.metrics.filter((metric) => metric.unknown);
    const explained = facts.metricsApi !== null || facts.withoutRequest.length > 0 || facts.unready.length > 0;
    if (!hasBasis(facts) || explained || unknown.length === 0) return undefined;
    return {
      code: 'metric-unknown',
      severity: unknown.length === facts.metrics.length ? 'broken' : 'held',
      text: `${unknown.map(({ name }) => name).join(' and ')} <unknown>. An instance that has just started has no usage yet; while one metric is unknown, nothing is scaled down.`,
      fix: null,
    };
  },
  (facts) =>
    reasonOf(facts, 'ScalingLimited') === 'TooManyReplicas'
      ? {
          code: 'at-max',
          severity: 'held',
          text: `It is at maxReplicas (${facts.spec?.maxReplicas ?? facts.current}) and would have more${facts.recommended === null ? '' : `: ${facts.recommended}`}.`,
          fix: fixes.raiseMax(facts),
        }
      : undefined,
  (facts) =>
    reasonOf(facts, 'ScalingLimited') === 'TooFewReplicas' ||
    (facts.recommended !== null &&
      facts.recommended <= facts.current &&
      facts.current === facts.spec?.minReplicas &&
      !facts.metrics.some(({ unknown }) => unknown) &&
      !facts.metrics.some(({ tolerated }) => tolerated))
      ? {
          code: 'at-min',
          severity: 'note',
          text: `It is at minReplicas (${facts.spec?.minReplicas ?? facts.current}); less is not allowed.`,
          fix: null,
        }
      : undefined,
  (facts) => {
    const reason = reasonOf(facts, 'AbleToScale');
    if (reason !== 'ScaleDownStabilized' && reason !== 'ScaleUpStabilized') return undefined;
    const down = reason === 'ScaleDownStabilized';
    const until = facts.stabilizedUntil;
    const when = until === null ? '' : `, ${until.atLatest ? 'at the latest until' : 'until'} ${clock(until.at)}`;
    return {
      code: 'stabilizing',
      severity: 'held',
      text: `Stabilizing${when}: a ${down ? 'higher' : 'lower'} recommendation is recent, and it scales ${down ? 'down' : 'up'} only when that has left the window.`,
      fix: null,
    };
  },
  (facts) => {
    const reason = reasonOf(facts, 'ScalingLimited');
    if (reason !== 'ScaleUpLimit' && reason !== 'ScaleDownLimit') return undefined;
    const until = facts.limitedUntil === null ? 'with the next decisions' : `from ${clock(facts.limitedUntil)} on`;
    return {
      code: 'scale-limit',
      severity: 'held',
      text: `The ${reason === 'ScaleUpLimit' ? 'scaleUp' : 'scaleDown'} policies allow no more at once; further ${until}.`,
      fix: null,
    };
  },
  (facts) => {
    const tolerated = facts.metrics.filter((metric) => metric.tolerated);
    if (tolerated.length === 0 || facts.recommended !== facts.current) return undefined;
    return {
      code: 'within-tolerance',
      severity: 'note',
      text: `${tolerated.map(({ name, ratio }) => `${name} is at ${ratio?.toFixed(2) ?? '?'} of its target`).join(', ')}: within the tolerance, so nothing changes.`,
      fix: null,
    };
  },
];
