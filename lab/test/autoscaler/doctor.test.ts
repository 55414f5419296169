import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { askCluster } from '../../autoscaler/doctor/ask-cluster.ts';
import { diagnose, type Diagnosis } from '../../autoscaler/doctor/diagnose.ts';
import { createKubectl } from '../../autoscaler/doctor/kubectl.ts';
import type { Kubectl } from '../../autoscaler/doctor/kubectl.ts';
import {
  condition,
  createCluster,
  deployment,
  hpa,
  metricsApi,
  pod,
  withCondition,
  type ClusterWish,
} from './cluster.ts';

const now = Date.parse('2030-01-01T12:00:00.000Z');
const see = async (kubectl: Kubectl): Promise<Diagnosis> => diagnose(await askCluster(kubectl, 'order-service', now));
const codes = ({ findings }: Diagnosis) => findings.map(({ code }) => code);
const first = (diagnosis: Diagnosis) => diagnosis.findings[0];
const pods = (count: number) => Array.from({ length: count }, (_, index) => pod(index + 1));
const scaled = (replicas: number, wish: ClusterWish) => ({
  hpa: hpa({ replicas, ...wish }),
  deployments: [deployment(replicas)],
  pods: pods(replicas),
});
const unknown = withCondition(condition('ScalingActive', 'False', 'FailedGetResourceMetric', 'unable to get metrics'));

describe('the doctor in a cluster', () => {
  it('has nothing to say against one that works', async () => {
    const diagnosis = await see(createCluster(scaled(2, { cpu: 68, lastScaleTime: '2030-01-01T11:55:10Z' })));
    expect(diagnosis.summary).toBe(
      'order-service has 2 of 1 to 6 replicas; its metrics ask for no change; last scaled at 11:55:10 UTC',
    );
    expect(diagnosis.arithmetic).toEqual([
      'cpu 68 % against 70 %, ratio 0.97: within the tolerance',
      'memory 30 % against 80 %, ratio 0.38: ceil(0.38 × 2) = 1',
    ]);
    expect(diagnosis.findings).toEqual([
      {
        code: 'within-tolerance',
        severity: 'note',
        text: 'cpu is at 0.97 of its target: within the tolerance, so nothing changes.',
        fix: null,
      },
    ]);
    expect(diagnosis.next).toContain('nothing will change while the load stays as it is');
  });

  it.each([
    ['not installed', null, 'metrics-server is not installed', 'kubectl apply -f https://'],
    ['down', metricsApi.failing, 'connection refused', 'rollout restart deployment metrics-server'],
  ])('no metrics API: %s', async (_what, api, why, fix) => {
    const wish = { cpu: null, memory: null, conditions: unknown };
    const diagnosis = await see(createCluster({ ...scaled(1, wish), metricsApi: api }));
    expect(codes(diagnosis)).toEqual(['no-metrics-api']);
    expect(first(diagnosis)?.text).toContain(why);
    expect(first(diagnosis)?.fix).toContain(fix);
    expect(diagnosis.arithmetic[0]).toBe('cpu <unknown> against 70 %');
    expect(diagnosis.summary).toContain('what its metrics ask for is unknown');
    expect(diagnosis.next).toContain('nothing will change before this is fixed');
  });

  it('no requests', async () => {
    const answers = {
      ...scaled(1, { cpu: null, conditions: unknown }),
      pods: [pod(1, { requests: { memory: '224Mi' } })],
    };
    const diagnosis = await see(createCluster(answers));
    expect(codes(diagnosis)).toEqual(['no-requests']);
    expect(first(diagnosis)).toMatchObject({
      severity: 'broken',
      text: 'A utilization is a share of the request, and there is none for cpu, so it is <unknown>.',
      fix: 'kubectl set resources deployment order-service --requests=cpu=100m',
    });
  });

  it('a selector that matches nothing', async () => {
    const answers = { ...scaled(2, { cpu: null, memory: null, conditions: unknown }), pods: [] };
    const diagnosis = await see(createCluster(answers));
    expect(codes(diagnosis)).toEqual(['selector-matches-nothing']);
    expect(first(diagnosis)?.fix).toBe('kubectl rollout restart deployment order-service');
  });

  it.each([
    ['crashing', { ready: false, waiting: 'CrashLoopBackOff' }, 'CrashLoopBackOff'],
    ['unschedulable', { ready: false, phase: 'Pending', unschedulable: true }, 'Unschedulable'],
    ['failing its probe', { ready: false }, 'its readiness probe fails'],
  ])('not ready: %s', async (_what, state, reason) => {
    const one = await see(createCluster({ ...scaled(2, {}), pods: [pod(1), pod(2, state)] }));
    expect(codes(one)).toContain('not-ready');
    expect(first(one)).toMatchObject({
      severity: 'held',
      text: expect.stringContaining(`order-service-7d9f-2 (${reason})`),
    });
    const all = await see(createCluster({ ...scaled(1, { cpu: null, memory: null }), pods: [pod(1, state)] }));
    expect(codes(all)).toEqual(['not-ready']);
    expect(first(all)).toMatchObject({ severity: 'broken', fix: 'kubectl rollout restart deployment order-service' });
  });

  it('a wrong target, with the one that was meant', async () => {
    const failed = withCondition(
      condition('AbleToScale', 'False', 'FailedGetScale', 'deployments.apps "orders" not found'),
    );
    const wrong = hpa({ target: 'orders', cpu: null, memory: null, conditions: failed });
    const diagnosis = await see(createCluster({ hpa: wrong }));
    expect(codes(diagnosis)).toEqual(['wrong-target']);
    expect(first(diagnosis)?.text).toBe('scaleTargetRef names the Deployment orders, which does not exist.');
    expect(first(diagnosis)?.fix).toBe(
      `kubectl patch hpa order-service --type merge -p '{"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"order-service"}}}'`,
    );
  });

  it('scaled to zero by hand', async () => {
    const off = withCondition(condition('ScalingActive', 'False', 'ScalingDisabled'));
    const diagnosis = await see(createCluster(scaled(0, { cpu: null, memory: null, conditions: off })));
    expect(codes(diagnosis)).toEqual(['scaled-to-zero']);
    expect(first(diagnosis)?.fix).toBe('kubectl scale deployment order-service --replicas=1');
  });

  it('at maxReplicas', async () => {
    const limited = withCondition(condition('ScalingLimited', 'True', 'TooManyReplicas'));
    const diagnosis = await see(createCluster(scaled(6, { cpu: 105, conditions: limited })));
    expect(codes(diagnosis)).toEqual(['at-max']);
    expect(first(diagnosis)).toMatchObject({
      text: 'It is at maxReplicas (6) and would have more: 9.',
      fix: `kubectl patch hpa order-service --type merge -p '{"spec":{"maxReplicas":9}}'`,
    });
  });

  it('at minReplicas', async () => {
    const limited = withCondition(condition('ScalingLimited', 'True', 'TooFewReplicas'));
    const diagnosis = await see(createCluster(scaled(2, { cpu: 5, minReplicas: 2, conditions: limited })));
    expect(first(diagnosis)).toMatchObject({ code: 'at-min', severity: 'note', fix: null });
  });

  it('stabilizing, at the latest until the window from now is over', async () => {
    const held = withCondition(condition('AbleToScale', 'True', 'ScaleDownStabilized'));
    const diagnosis = await see(createCluster(scaled(4, { cpu: 20, conditions: held })));
    expect(first(diagnosis)).toMatchObject({
      code: 'stabilizing',
      text: expect.stringContaining('at the latest until 12:01:00 UTC'),
    });
    expect(diagnosis.next).toContain('at the latest at 12:01:00 UTC');
  });

  it('held by its policies', async () => {
    const held = withCondition(condition('ScalingLimited', 'True', 'ScaleUpLimit'));
    const diagnosis = await see(createCluster(scaled(3, { cpu: 200, conditions: held })));
    expect(first(diagnosis)).toMatchObject({
      code: 'scale-limit',
      text: expect.stringContaining('The scaleUp policies'),
    });
  });

  it('a metric that is unknown for no other reason', async () => {
    const diagnosis = await see(createCluster(scaled(2, { memory: null })));
    expect(codes(diagnosis)).toContain('metric-unknown');
    expect(first(diagnosis)?.text).toContain('memory <unknown>');
  });

  it('an autoscaler that does not exist, or no kubectl, is said in words', async () => {
    await expect(see(createCluster({ hpa: null }))).rejects.toThrow('"order-service" not found');
    await expect(see(createKubectl(undefined, '/nowhere/kubectl'))).rejects.toThrow('kubectl is not on PATH');
    const refuses = createKubectl('lab', join(import.meta.dirname, 'fixtures/refusing-kubectl.sh'));
    await expect(see(refuses)).rejects.toThrow(
      'The connection to the server was refused: --namespace lab get hpa order-service -o json',
    );
  });
});
