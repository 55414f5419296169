import { describe, expect, it } from '@jest/globals';
import type { AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import { diagnose, type Diagnosis } from '../../autoscaler/doctor/diagnose.ts';
import { toLocalFacts } from '../../autoscaler/doctor/local-facts.ts';
import { decide, initialState } from '../../autoscaler/decide.ts';
import type { AutoscalerState, Observation, ScaleSpec } from '../../autoscaler/types.ts';
import { toDecision } from '../../controller/src/autoscaler/to-decision.ts';
import type { InstanceState, LabState } from '../../supervisor/state.ts';
import { all, now, observe, options, rules, spec, using } from './observations.ts';

type Entry = AutoscalerStatus['services'][number];

/** A diagnosis of what the autoscaler really decides about an observation. */
function see(
  observation: Observation,
  given: { spec?: ScaleSpec; state?: AutoscalerState; entry?: Partial<Entry>; status?: Partial<AutoscalerStatus> } = {},
): Diagnosis {
  const scaleSpec = given.spec ?? spec({ maxReplicas: 6 });
  const decision = decide(scaleSpec, given.state ?? initialState, observation, now, options);
  const entry: Entry = {
    service: 'order-service',
    active: true,
    problem: null,
    spec: scaleSpec,
    requests: { cpu: 100, memory: 100 },
    decision: toDecision('order-service', decision, { ready: 1, acted: false }),
    ...given.entry,
  };
  const status: AutoscalerStatus = {
    settings: { enabled: true, syncPeriodSeconds: 15, timeScale: 1, off: [] },
    lastDecisionAt: new Date(now).toISOString(),
    nextDecisionAt: new Date(now + 15_000).toISOString(),
    problem: null,
    services: [entry],
    ...given.status,
  };
  return diagnose(toLocalFacts('order-service', status, toState(observation), now));
}

function toState({ replicas, instances }: Observation): LabState {
  const shown = instances.map(({ id, ready, phase }) => ({
    id,
    phase: phase === 'terminating' ? 'draining' : ready ? 'ready' : 'unready',
    reason: ready ? null : '/readyz answered 503',
  })) as InstanceState[];
  const service = { name: 'order-service', port: 1, desired: replicas, memoryLimitBytes: 1, instances: shown };
  return { pid: 1, startedAt: '', portOffset: 0, phase: 'ready', stores: [], services: [service], events: [] };
}

const first = ({ findings }: Diagnosis) => findings[0];
const down60 = spec({ behavior: { scaleUp: rules(), scaleDown: rules({ stabilizationWindowSeconds: 60 }) } });

describe('the doctor of the local runtime', () => {
  it('shows the arithmetic and when it decides next', () => {
    const diagnosis = see(all(2, 35));
    expect(diagnosis.arithmetic).toEqual(['cpu 35 % over 2 instances against 70 %, ratio 0.50: ceil(0.50 × 2) = 1']);
    expect(diagnosis.next).toMatch(/^next decision at 01:00:15 UTC/);
  });

  it.each([
    ['off', { entry: { active: false } }, 'autoscaler-off', './lab.sh autoscaler on order-service'],
    ['no supervisor', { status: { problem: 'connect ENOENT' } }, 'cannot-decide', './deploy.sh'],
    [
      'a wrong target',
      {
        entry: {
          problem: 'hpa.yaml: spec.scaleTargetRef is Deployment box-office, there is only Deployment order-service',
        },
      },
      'wrong-target',
      'git checkout -- k8s/base/order-service',
    ],
    [
      'a wrong manifest',
      { entry: { problem: 'hpa.yaml: spec.maxReplicas: too small', spec: null, decision: null } },
      'wrong-manifest',
      'git checkout -- k8s/base/order-service',
    ],
    ['nothing known yet', { status: { services: [] } }, 'cannot-decide', './deploy.sh'],
  ])('%s', (_what, given, code, fix) => {
    expect(first(see(all(1, 70), given))).toMatchObject({ code, severity: 'broken', fix });
  });

  it('no requests', () => {
    const bare = observe([using(50, { requests: { memory: 100 } })]);
    const diagnosis = see(bare, { entry: { requests: { memory: 100 } } });
    expect(first(diagnosis)).toMatchObject({ code: 'no-requests', severity: 'broken' });
    expect(diagnosis.arithmetic[0]).toContain('<unknown>');
  });

  it('scaled to zero, and brought back by one command', () => {
    expect(first(see(observe([])))).toMatchObject({
      code: 'scaled-to-zero',
      fix: './deploy.sh scale order-service 1',
    });
  });

  it('instances that are not ready', () => {
    const diagnosis = see(observe([using(210), using(500, { ready: false, startedAt: now - 60_000 })]));
    expect(first(diagnosis)).toMatchObject({
      code: 'not-ready',
      severity: 'held',
      fix: './deploy.sh restart order-service',
    });
    expect(first(diagnosis)?.text).toContain('order-service-2 (/readyz answered 503)');
  });

  it('at maxReplicas, with the command that raises it', () => {
    expect(first(see(all(6, 105)))).toMatchObject({
      code: 'at-max',
      text: 'It is at maxReplicas (6) and would have more: 9.',
      fix: "sed -i 's/maxReplicas: 6/maxReplicas: 9/' k8s/base/order-service/hpa.yaml",
    });
  });

  it('at minReplicas', () => {
    expect(first(see(all(1, 10)))).toMatchObject({ code: 'at-min', severity: 'note', fix: null });
  });

  it('stabilizing until a time that it knows', () => {
    const state = { ...initialState, recommendations: [{ at: now - 20_000, replicas: 4 }] };
    const diagnosis = see(all(4, 10), { spec: down60, state });
    expect(first(diagnosis)).toMatchObject({
      code: 'stabilizing',
      text: expect.stringContaining('Stabilizing, until 01:00:40 UTC: a higher recommendation'),
    });
    expect(diagnosis.next).toContain('it can change at the earliest at 01:00:40 UTC');
  });

  it('held by a policy until a time that it knows', () => {
    const limited = spec({
      behavior: { scaleUp: rules({ policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }] }), scaleDown: rules() },
    });
    const state = { ...initialState, scaleEvents: [{ at: now - 20_000, change: 2 }] };
    expect(first(see(all(3, 300), { spec: limited, state }))).toMatchObject({
      code: 'scale-limit',
      text: expect.stringContaining('further from 01:00:40 UTC on'),
    });
  });

  it('within the tolerance', () => {
    expect(first(see(all(2, 73)))).toMatchObject({
      code: 'within-tolerance',
      text: 'cpu utilization is at 1.04 of its target: within the tolerance, so nothing changes.',
    });
  });

  it('an instance that has just started is unknown, not broken for ever', () => {
    expect(first(see(observe([using(null)])))).toMatchObject({ code: 'metric-unknown', fix: null });
  });
});
