import { describe, expect, it } from '@jest/globals';
import { propose } from '../../autoscaler/propose.ts';
import type { MetricSpec, Observation } from '../../autoscaler/types.ts';
import { all, cpu70, now, observe, options, using } from './observations.ts';

const evenly = { up: 0.1, down: 0.1 };
const run = (observation: Observation, metric: MetricSpec = cpu70, tolerance = evenly) =>
  propose(metric, observation, tolerance, now, options);
const missing = using(null);
const pending = using(null, { phase: 'pending', ready: false, readyChangedAt: null });
/** Started a minute ago, ready for five seconds: its sample still holds start-up work. */
const fresh = (millicores: number) => using(millicores, { startedAt: now - 60_000, readyChangedAt: now - 5_000 });

describe('utilization of requests', () => {
  it.each([
    [1, 140, 2, 'ceil(2.00 × 1)'],
    [3, 138, 6, 'ceil(1.97 × 3)'],
    [1, 77, 1, 'tolerance'],
    [1, 78, 2, 'ceil(1.11 × 1)'],
    [3, 63, 3, 'tolerance'],
    [3, 62, 3, 'ceil(0.89 × 3)'],
    [3, 30, 2, 'ceil(0.43 × 3)'],
    [4, 0, 0, 'ceil(0.00 × 4)'],
  ])('%i instances at %i millicores of 100 against 70 %% propose %i', (count, millicores, proposal, text) => {
    const arithmetic = run(all(count, millicores));
    expect(arithmetic.proposal).toBe(proposal);
    expect(arithmetic.text).toContain(text);
  });

  it('is cut to whole percent, as the controller does', () => {
    expect(run(observe([using(77.9)]))).toMatchObject({ current: 77, proposal: 1 });
  });

  it('weighs instances by their requests', () => {
    const observation = observe([using(260), using(40, { requests: { cpu: 300 } })]);
    expect(run(observation)).toMatchObject({ current: 75, proposal: 2 });
  });
});

describe('average values', () => {
  const cpu: MetricSpec = { type: 'Resource', name: 'cpu', target: { type: 'AverageValue', value: 50 } };
  const queue: MetricSpec = { type: 'Pods', name: 'queue_length', target: { type: 'AverageValue', value: 10 } };
  const queueing = (value: number) => using(null, { samples: { queue_length: { value, takenAt: now, windowMs: 0 } } });

  it('compares millicores without any request', () => {
    expect(run(observe([using(120, { requests: {} })]), cpu)).toMatchObject({ current: 120, proposal: 3 });
  });

  it('knows Pods metrics, and does not ask whether those instances are ready', () => {
    const observation = observe([queueing(25), { ...queueing(5), ready: false }]);
    expect(run(observation, queue)).toMatchObject({ metric: 'pods metric queue_length', current: 15, proposal: 3 });
  });

  it('takes a missing instance to be at its target when scaling down, and at 0 when scaling up', () => {
    expect(run(observe([queueing(2), queueing(2), missing]), queue).cautiousRatio).toBeCloseTo(14 / 30, 3);
    expect(run(observe([queueing(40), missing]), queue)).toMatchObject({ cautiousRatio: 2, proposal: 4 });
  });
});

describe('instances without a sample', () => {
  it('count as using all of their request when scaling down', () => {
    expect(run(observe([using(30), using(30), using(30), missing]))).toMatchObject({ current: 30, proposal: 3 });
  });

  it('count as using the target where that is above 100 %', () => {
    const high: MetricSpec = { type: 'Resource', name: 'cpu', target: { type: 'Utilization', percent: 200 } };
    expect(run(observe([using(100), missing]), high).cautiousRatio).toBe(0.75);
  });

  it('count as using nothing when scaling up', () => {
    expect(run(observe([using(400), missing]))).toMatchObject({ cautiousRatio: 200 / 70, proposal: 6 });
  });

  it('change nothing when that turns the direction round', () => {
    expect(run(observe([using(60), missing]))).toMatchObject({ proposal: 2 });
    expect(run(observe([using(60), missing])).text).toContain('turn the direction round');
    expect(run(observe([using(100), missing])).text).toContain('turn the direction round');
  });

  it('change nothing when it ends within the tolerance', () => {
    expect(run(observe([using(40), using(40), using(40), missing, missing])).text).toContain('tolerance');
  });

  it('change nothing when the count itself would turn the direction round', () => {
    const observation = observe([using(300), missing], { replicas: 6 });
    expect(run(observation)).toMatchObject({ proposal: 6 });
  });

  it('are not guessed at when the rest is exactly on target', () => {
    expect(run(observe([using(70), missing]))).toMatchObject({ cautiousRatio: 1, proposal: 2 });
  });
});

describe('instances that are not ready', () => {
  it.each([
    ['pending', pending],
    ['still initializing and unready', using(500, { startedAt: now - 60_000, ready: false })],
    ['ready for less than their sample reaches back', fresh(500)],
    ['of unknown readiness', using(500, { readyChangedAt: null })],
    ['never ready, though old', using(500, { ready: false, startedAt: now - 900_000, readyChangedAt: now - 899_000 })],
  ])('%s: count as 0 when scaling up', (_what, instance) => {
    const arithmetic = run(observe([using(210), instance]));
    expect(arithmetic).toMatchObject({ unready: ['order-service-2'], cautiousRatio: 1.5, proposal: 3 });
  });

  it('are left out when scaling down', () => {
    expect(run(observe([using(30), using(30), fresh(500)]))).toMatchObject({ current: 30, proposal: 1 });
  });

  it('count again once their whole sample is from after they became ready', () => {
    const settled = using(500, { startedAt: now - 60_000, readyChangedAt: now - 15_000 });
    expect(run(observe([using(210), settled]))).toMatchObject({ unready: [], current: 355 });
  });

  it('count when they were ready once and are old: they may be overloaded', () => {
    const lost = using(500, { ready: false, startedAt: now - 900_000, readyChangedAt: now - 60_000 });
    expect(run(observe([using(210), lost]))).toMatchObject({ unready: [], current: 355 });
  });

  it('matter to cpu only', () => {
    const memory: MetricSpec = { type: 'Resource', name: 'memory', target: { type: 'Utilization', percent: 80 } };
    const samples = { memory: { value: 160, takenAt: now, windowMs: 0 } };
    const observation = observe([using(null, { samples }), using(null, { samples, ready: false })]);
    expect(run(observation, memory)).toMatchObject({ unready: [], proposal: 4 });
  });
});

describe('instances that are going', () => {
  it.each(['failed', 'terminating'] as const)('%s: belong to no group', (phase) => {
    const arithmetic = run(observe([using(140), using(500, { phase })], { replicas: 1 }));
    expect(arithmetic).toMatchObject({ counted: ['order-service-1'], unready: [], missing: [], proposal: 2 });
  });
});

describe('a metric that cannot propose anything', () => {
  it.each([
    ['unreadable', { ...all(1, 50), unreadable: { cpu: 'the metrics API is not there' } }, 'the metrics API is not'],
    ['no instance', { ...observe([]), replicas: 1 }, 'the selector matches no instance'],
    ['only unready ones', observe([pending]), 'no ready instance has a sample of cpu'],
    ['no request', observe([using(50, { requests: { memory: 100 } })]), 'order-service-1 has no request for cpu'],
  ])('%s', (_what, observation, message) => {
    const { proposal, error, text } = run(observation);
    expect(proposal).toBeNull();
    expect(error?.reason).toBe('FailedGetResourceMetric');
    expect(error?.message).toContain(message);
    expect(text).toContain('<unknown>');
  });

  it('has a reason of its own for Pods metrics', () => {
    const metric: MetricSpec = { type: 'Pods', name: 'queue', target: { type: 'AverageValue', value: 1 } };
    expect(run(all(1, 50), metric).error?.reason).toBe('FailedGetPodsMetric');
  });
});

describe('tolerance by direction', () => {
  it.each([
    [{ up: 0, down: 0.1 }, 71, 2],
    [{ up: 0.5, down: 0.1 }, 104, 1],
    [{ up: 0.1, down: 0.5 }, 36, 1],
    [{ up: 0.1, down: 0 }, 69, 1],
  ])('%j at %i millicores proposes %i', (tolerance, millicores, proposal) => {
    expect(run(all(1, millicores), cpu70, tolerance).proposal).toBe(proposal);
  });

  it('down 0 takes one of three away where 0.1 would not', () => {
    expect(run(all(3, 46), cpu70, { up: 0.1, down: 0.4 }).proposal).toBe(3);
    expect(run(all(3, 46), cpu70, { up: 0.1, down: 0 }).proposal).toBe(2);
  });
});
