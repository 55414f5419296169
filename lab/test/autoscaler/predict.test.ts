import { describe, expect, it } from '@jest/globals';
import { burnableMillicores } from '../../autoscaler/capacity.ts';
import { scaleOptions } from '../../autoscaler/options.ts';
import { predict, type PredictionInput } from '../../autoscaler/predict.ts';
import { checkRobustness, latestRestMs, nearestRobust } from '../../autoscaler/robustness.ts';
import type { MetricSpec } from '../../autoscaler/types.ts';
import { cpu70, options, rules, spec } from './observations.ts';

const sync = 15_000;
const memory80: MetricSpec = { type: 'Resource', name: 'memory', target: { type: 'Utilization', percent: 80 } };

/** order-service's behaviour: up by 2 or by half… down by half every 30 s after a minute. */
const behavior = {
  scaleUp: rules({
    policies: [
      { type: 'Pods', value: 2, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  }),
  scaleDown: rules({
    stabilizationWindowSeconds: 60,
    policies: [{ type: 'Percent', value: 50, periodSeconds: 30 }],
  }),
};

/** Instances that are idle at no cost, request 100 millicores and 100 bytes, and are ready a second after the wish. */
const input = (overrides: Partial<PredictionInput> = {}): PredictionInput => ({
  spec: spec({ maxReplicas: 6, behavior }),
  requests: { cpu: 100, memory: 100 },
  options,
  syncPeriodMs: sync,
  load: { millicores: 400, bytes: 0, holdMs: 180_000 },
  cost: { millicores: 0, bytes: 0, freshBytes: 0, warmBytes: 0, busyBytes: 0, keptShare: 0 },
  startUpMs: 1_000,
  replicas: 1,
  firstDecisionMs: sync,
  ...overrides,
});
const load = (millicores: number, holdMs = 180_000) => ({ millicores, bytes: 0, holdMs });
/** Only where something changes: seconds and the new count. */
const changes = (prediction: ReturnType<typeof predict>) =>
  prediction.steps
    .filter(({ current, desired }) => current !== desired)
    .map(({ atMs, desired }) => [atMs / 1000, desired]);

describe('the predicted curve, reckoned by hand', () => {
  it('400 millicores over 100 requested at 70 %: 1, 3, 6, and back by halves after a minute', () => {
    // 15 s: 400 % -> ceil(5.71) = 6, allowed 3. 30 s: the first one had the second of start-up alone, (400 + 14 × 133)/15
    // = 151 m; with two missing at 0 that is 50 %, which turns the direction: stay. 45 s: 133 % × 3 -> ceil(5.7) = 6,
    // allowed 6. 67 % is within the tolerance until the load ends at 180 s. 195 s: 0 % asks for 1, but 6 was
    // recommended at 180 s; that leaves the window at 240 s: half, and half again 30 s later.
    const prediction = predict(input());
    expect(changes(prediction)).toEqual([
      [15, 3],
      [45, 6],
      [240, 3],
      [270, 1],
    ]);
    expect(prediction).toMatchObject({ peak: 6, peakAtMs: 45_000, atEnd: 6, resting: 1, restingAtMs: 270_000 });
    expect(prediction.steps[1]).toMatchObject({ current: 3, desired: 3, ready: 3, usage: 151 });
    expect(prediction.steps[1]?.text).toContain('turn the direction round');
    expect(prediction.steps.at(-1)?.atMs).toBeGreaterThanOrEqual(270_000 + 60_000);
  });

  it('150 millicores: 2 would be right, the policy takes 3, and 3 at 50 % falls back to… ceil(2.14) = 3', () => {
    expect(changes(predict(input({ load: load(150) })))).toEqual([
      [15, 3],
      [240, 1],
    ]);
  });

  it('stays where the tolerance lets it', () => {
    expect(predict(input({ load: load(77) })).peak).toBe(1);
    expect(predict(input({ load: load(78) })).peak).toBe(2);
  });

  it('the idle cost of an instance raises the resting point', () => {
    // near load / (request × target − idle): 200 / 70 = 2.9, but 200 / (70 − 20) = 4
    const slow = spec({
      maxReplicas: 10,
      behavior: { ...behavior, scaleUp: rules({ policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] }) },
    });
    const at = (millicores: number) =>
      predict(
        input({
          spec: slow,
          load: load(200),
          cost: { millicores, bytes: 0, freshBytes: 0, warmBytes: 0, busyBytes: 0, keptShare: 0 },
        }),
      ).peak;
    expect([at(0), at(20)]).toEqual([3, 4]);
  });

  it('comes down during the hold when it went too far, if the hold outlasts the window', () => {
    const greedy = { ...behavior, scaleUp: rules({ policies: [{ type: 'Pods', value: 9, periodSeconds: 15 }] }) };
    // 390 % -> ceil(5.57) = 6; 65 % each is within the tolerance: stays
    expect(predict(input({ spec: spec({ behavior: greedy }), load: load(390) }))).toMatchObject({ peak: 6, atEnd: 6 });
  });

  it('a load that begins in the middle of a window counts half in it', () => {
    const late = predict(input({ load: load(140), firstDecisionMs: sync / 2 }));
    expect(late.steps[0]).toMatchObject({ atMs: 7_500, usage: 70, desired: 1 });
    expect(late.steps[1]).toMatchObject({ atMs: 22_500, usage: 140, desired: 2 });
  });

  it('an instance counts only when its whole window is from after it was ready', () => {
    // 30 s: the two new ones have no sample. 45 s: they have, but from before they were ready at 35 s; the first one
    // had 5 s alone and 10 s of a third, (5 × 210 + 10 × 70) / 15 = 117 m.
    const slow = predict(input({ startUpMs: 20_000, load: load(210) }));
    expect(slow.steps.slice(0, 4)).toMatchObject([
      { usage: 210, desired: 3, ready: 1 },
      { usage: 210, desired: 3, ready: 1, text: expect.stringContaining('without a sample: 2, 3') },
      { usage: 117, desired: 3, ready: 3, text: expect.stringContaining('not ready or just started: 2, 3') },
      { usage: 70, desired: 3, ready: 3 },
    ]);
  });

  it('memory works the same without any window: 150 bytes of 100 at 80 %', () => {
    const twoMetrics = spec({ maxReplicas: 6, behavior, metrics: [cpu70, memory80] });
    const prediction = predict(
      input({
        spec: twoMetrics,
        load: { millicores: 0, bytes: 150, holdMs: 60_000 },
        cost: { millicores: 0, bytes: 20, freshBytes: 20, warmBytes: 20, busyBytes: 10, keptShare: 0 },
      }),
    );
    // 15 s: 180 % -> ceil(2.25) = 3, allowed 3; 30 s: 20 + 10 + 50 = 80 %: right. At 60 s it is gone already, so the
    // last recommendation of 3 is from 45 s; three at 20 % ask for 1.
    expect(changes(prediction)).toEqual([
      [15, 3],
      [105, 1],
    ]);
    expect(prediction.steps[1]?.arithmetic[1]).toContain('memory 80 % over 3 instances against 80 %, ratio 1.00');
  });

  it('memory that instances use anyway keeps them from coming back, and the prediction says so', () => {
    const twoMetrics = spec({ maxReplicas: 6, behavior, metrics: [cpu70, memory80] });
    const cost = { millicores: 0, bytes: 50, freshBytes: 50, warmBytes: 50, busyBytes: 0, keptShare: 0 };
    expect(predict(input({ spec: twoMetrics, load: load(200), cost })).resting).toBe(2);
  });

  it('memory that instances have kept slows the way back: a new one that has worked is as large as the others', () => {
    const twoMetrics = spec({ maxReplicas: 6, behavior, metrics: [cpu70, memory80] });
    const cost = { millicores: 0, bytes: 25, freshBytes: 15, warmBytes: 25, busyBytes: 5, keptShare: 1 };
    const at = (keptShare: number) =>
      predict(input({ spec: twoMetrics, load: load(150), cost: { ...cost, keptShare } }));
    // 3 × 30 of 80 % -> ceil(1.125) = 2 by memory, and only two ask for one
    expect(changes(at(1))).toEqual([
      [15, 3],
      [240, 2],
      [300, 1],
    ]);
    // 3 × 25: ceil(0.94) = 1
    expect(changes(at(0))).toEqual([
      [15, 3],
      [240, 1],
    ]);
  });

  it('--time-scale divides the whole curve', () => {
    const hurried = predict(
      input({
        options: scaleOptions(10),
        syncPeriodMs: sync / 10,
        firstDecisionMs: sync / 10,
        startUpMs: 100,
        load: load(400, 18_000),
      }),
    );
    expect(changes(hurried)).toEqual([
      [1.5, 3],
      [4.5, 6],
      [24, 3],
      [27, 1],
    ]);
  });
});

describe('a wish that can be promised', () => {
  it('keeps its peak at ±5 %', () => {
    expect(checkRobustness(input({ load: load(400) }))).toEqual({ robust: true, peaks: [6, 6, 6] });
    expect(checkRobustness(input({ load: load(76) }))).toEqual({ robust: false, peaks: [1, 1, 2] });
  });

  it('says the latest that it comes to rest when memory turns out a little more', () => {
    const twoMetrics = spec({ maxReplicas: 6, behavior, metrics: [cpu70, memory80] });
    const cost = { millicores: 0, bytes: 25, freshBytes: 25, warmBytes: 25, busyBytes: 0, keptShare: 0 };
    const near = input({ spec: twoMetrics, load: load(150), cost });
    expect([predict(near).restingAtMs, latestRestMs(near)]).toEqual([240_000, 300_000]);
  });

  it('offers the nearest one that does', () => {
    const toInput = (millicores: number) => input({ load: load(millicores) });
    expect(nearestRobust(76, 1_200, 2, toInput)).toBe(72);
    expect(checkRobustness(toInput(72)).robust).toBe(true);
    expect(nearestRobust(76, 70, 100, toInput)).toBeNull();
  });

  it('fits the machine', () => {
    expect([1, 2, 4].map(burnableMillicores)).toEqual([600, 1_200, 2_400]);
  });
});
