import { describe, expect, it } from '@jest/globals';
import { decide, initialState, rescaleFailed } from '../../autoscaler/decide.ts';
import { scaleOptions } from '../../autoscaler/options.ts';
import type { AutoscalerState, Decision, MetricSpec, ScaleSpec, ScalingRules } from '../../autoscaler/types.ts';
import { all, cpu70, now, observe, options, rules, spec, using } from './observations.ts';

const condition = ({ conditions }: Decision, type: string) => conditions.find((found) => found.type === type);
const reasons = (decision: Decision) => decision.conditions.map(({ type, reason }) => `${type} ${reason}`);
const behave = (scaleUp: Partial<ScalingRules>, scaleDown: Partial<ScalingRules> = {}): Partial<ScaleSpec> => ({
  behavior: {
    scaleUp: rules(scaleUp),
    scaleDown: rules({ policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }], ...scaleDown }),
  },
});
const history = (overrides: Partial<AutoscalerState>): AutoscalerState => ({ ...initialState, ...overrides });

describe('bounds before metrics', () => {
  it('a target at zero switches scaling off', () => {
    const decision = decide(spec(), initialState, observe([]), now, options);
    expect(decision.desired).toBe(0);
    expect(condition(decision, 'ScalingActive')).toMatchObject({ status: false, reason: 'ScalingDisabled' });
  });

  it.each([
    [spec({ maxReplicas: 2 }), 5, 2],
    [spec({ minReplicas: 3 }), 1, 3],
  ])('comes back into them at once and asks no metric', (bounds, current, desired) => {
    const decision = decide(bounds, initialState, all(current, 70), now, options);
    expect(decision).toMatchObject({ desired, metrics: [], recommended: null });
    expect(condition(decision, 'AbleToScale')).toMatchObject({ status: true, reason: 'SucceededRescale' });
  });
});

describe('several metrics', () => {
  const memory80: MetricSpec = { type: 'Resource', name: 'memory', target: { type: 'Utilization', percent: 80 } };
  const both = (cpu: number, memory: number) =>
    using(cpu, {
      samples: {
        cpu: { value: cpu, takenAt: now, windowMs: 15_000 },
        memory: { value: memory, takenAt: now, windowMs: 0 },
      },
    });
  const two = spec({ metrics: [cpu70, memory80] });

  it('the highest proposal wins', () => {
    expect(decide(two, initialState, observe([both(140, 240)]), now, options)).toMatchObject({
      desired: 3,
      decisive: 'memory utilization',
    });
  });

  it('one that cannot be read does not keep the other from scaling up', () => {
    const observation = observe([using(140)], { unreadable: { memory: 'gone' } });
    const decision = decide(two, initialState, observation, now, options);
    expect(decision.desired).toBe(2);
    expect(condition(decision, 'ScalingActive')).toMatchObject({ status: true, reason: 'ValidMetricFound' });
  });

  it('one that cannot be read never lets the others scale down', () => {
    const observation = observe([using(10), using(10)], { unreadable: { memory: 'gone' } });
    const decision = decide(two, initialState, observation, now, options);
    expect(decision.desired).toBe(2);
    expect(condition(decision, 'ScalingActive')).toMatchObject({ status: false, reason: 'FailedGetResourceMetric' });
  });

  it('none that can be read: nothing happens', () => {
    const decision = decide(two, initialState, observe([]), now, options);
    expect(decide(two, initialState, { ...observe([]), replicas: 2 }, now, options).desired).toBe(2);
    expect(decision.recommended).toBeNull();
  });
});

describe('policies', () => {
  const pods = (value: number, periodSeconds = 15) => ({ type: 'Pods', value, periodSeconds }) as const;
  const percent = (value: number, periodSeconds = 15) => ({ type: 'Percent', value, periodSeconds }) as const;

  it.each([
    ['Max', [pods(2), percent(100)], 1, 3],
    ['Max', [pods(2), percent(100)], 4, 8],
    ['Min', [pods(2), percent(100)], 4, 6],
    ['Max', [percent(10)], 1, 2],
    ['Disabled', [pods(2)], 1, 1],
  ] as const)('up, %s of %j from %i allows %i', (selectPolicy, policies, current, desired) => {
    const limited = spec(behave({ selectPolicy, policies: [...policies] }));
    const decision = decide(limited, initialState, all(current, 1000), now, options);
    expect(decision.desired).toBe(desired);
    expect(condition(decision, 'ScalingLimited')).toMatchObject({ status: true, reason: 'ScaleUpLimit' });
  });

  it.each([
    ['Max', [pods(1), percent(50)], 8, 4],
    ['Min', [pods(1), percent(50)], 8, 7],
    ['Max', [percent(50)], 3, 1],
    ['Max', [percent(10)], 3, 2],
    ['Disabled', [percent(100)], 8, 8],
  ] as const)('down, %s of %j from %i allows %i', (selectPolicy, policies, current, desired) => {
    const limited = spec(behave({}, { selectPolicy, policies: [...policies] }));
    const decision = decide(limited, initialState, all(current, 0), now, options);
    expect(decision.desired).toBe(desired);
    const reason = desired === 1 ? 'TooFewReplicas' : 'ScaleDownLimit';
    expect(condition(decision, 'ScalingLimited')).toMatchObject({ status: true, reason });
  });

  it('count what was added in their period, and say when it ends', () => {
    const limited = spec(behave({ policies: [pods(4, 60)] }));
    const state = history({ scaleEvents: [{ at: now - 20_000, change: 3 }] });
    expect(decide(limited, state, all(5, 1000), now, options)).toMatchObject({
      desired: 6,
      limitedUntil: now + 40_000,
    });
    expect(decide(limited, state, all(5, 1000), now + 40_000, options).desired).toBe(9);
  });

  it('set what was taken away off against what was added', () => {
    const limited = spec(behave({ policies: [pods(4, 60)] }));
    const scaleEvents = [
      { at: now - 50_000, change: 3 },
      { at: now - 20_000, change: -2 },
    ];
    expect(decide(limited, history({ scaleEvents }), all(5, 1000), now, options).desired).toBe(8);
  });

  it('never turn the direction round when more was added than they allow', () => {
    const limited = spec(behave({ policies: [pods(1, 60)] }));
    const state = history({ scaleEvents: [{ at: now - 20_000, change: 4 }] });
    expect(decide(limited, state, all(5, 1000), now, options).desired).toBe(5);
    const shrinking = spec(behave({}, { policies: [pods(1, 60)] }));
    const shrunk = history({ scaleEvents: [{ at: now - 20_000, change: -4 }] });
    expect(decide(shrinking, shrunk, all(5, 0), now, options).desired).toBe(5);
  });

  it('keep within maxReplicas and minReplicas', () => {
    const above = decide(spec({ maxReplicas: 3 }), initialState, all(2, 1000), now, options);
    expect(above.desired).toBe(3);
    expect(condition(above, 'ScalingLimited')).toMatchObject({ status: true, reason: 'TooManyReplicas' });
    const below = decide(spec({ minReplicas: 2 }), initialState, all(3, 0), now, options);
    expect(below.desired).toBe(2);
    expect(condition(below, 'ScalingLimited')).toMatchObject({ status: true, reason: 'TooFewReplicas' });
  });
});

describe('tolerance in behavior', () => {
  it.each([
    [{ tolerance: 0 }, {}, all(1, 71), 2],
    [{ tolerance: 0.5 }, {}, all(1, 104), 1],
    [{}, { tolerance: 0.4 }, all(3, 46), 3],
    [{}, {}, all(3, 46), 2],
  ])('up %j, down %j', (up, down, observation, desired) => {
    expect(decide(spec(behave(up, down)), initialState, observation, now, options).desired).toBe(desired);
  });
});

describe('without behavior', () => {
  const plain = (overrides: Partial<ScaleSpec> = {}) => spec({ behavior: null, ...overrides });

  it.each([
    [1, 1000, 4, 'ScaleUpLimit'],
    [5, 1000, 10, 'ScaleUpLimit'],
    [1, 140, 2, 'DesiredWithinRange'],
  ])('at most double or four: %i at %i millicores -> %i', (current, millicores, desired, reason) => {
    const decision = decide(plain(), initialState, all(current, millicores), now, options);
    expect(decision.desired).toBe(desired);
    expect(condition(decision, 'ScalingLimited')).toMatchObject({ reason });
  });

  it('keeps within bounds', () => {
    const above = decide(plain({ maxReplicas: 3 }), initialState, all(1, 1000), now, options);
    expect([above.desired, condition(above, 'ScalingLimited')?.reason]).toEqual([3, 'TooManyReplicas']);
    const quiet = history({ recommendations: [{ at: now - 300_000, replicas: 5 }] });
    const below = decide(plain({ minReplicas: 2 }), quiet, all(5, 0), now, options);
    expect([below.desired, condition(below, 'ScalingLimited')?.reason]).toEqual([2, 'TooFewReplicas']);
  });

  it('waits five minutes before it shrinks', () => {
    const state = history({ recommendations: [{ at: now - 299_000, replicas: 4 }] });
    expect(decide(plain(), state, all(4, 0), now, options)).toMatchObject({ desired: 4, stabilizedUntil: now + 1_000 });
    expect(decide(plain(), state, all(4, 0), now + 1_000, options).desired).toBe(1);
  });
});

describe('stabilization', () => {
  const down60 = spec(behave({}, { stabilizationWindowSeconds: 60 }));
  const up30 = spec(behave({ stabilizationWindowSeconds: 30 }));

  it('down: keeps to the highest recommendation of the window and says until when', () => {
    const recommendations = [
      { at: now - 70_000, replicas: 9 },
      { at: now - 40_000, replicas: 5 },
      { at: now - 20_000, replicas: 3 },
    ];
    const decision = decide(down60, history({ recommendations }), all(6, 7), now, options);
    expect(decision).toMatchObject({ recommended: 1, desired: 5, stabilizedUntil: now + 40_000 });
    expect(reasons(decision)).toContain('AbleToScale SucceededRescale');
    expect(decision.nextState.recommendations).toEqual([...recommendations.slice(1), { at: now, replicas: 1 }]);
  });

  it('down: holds still while a recommendation as high as the present count is recent', () => {
    const state = history({ recommendations: [{ at: now - 59_999, replicas: 6 }] });
    const decision = decide(down60, state, all(6, 0), now, options);
    expect(decision.desired).toBe(6);
    expect(condition(decision, 'AbleToScale')).toMatchObject({ status: true, reason: 'ScaleDownStabilized' });
    expect(decide(down60, state, all(6, 0), now + 1, options).desired).toBe(1);
  });

  it('up: keeps to the lowest recommendation of the window', () => {
    const state = history({ recommendations: [{ at: now - 10_000, replicas: 2 }] });
    const decision = decide(up30, state, all(1, 210), now, options);
    expect(decision).toMatchObject({ recommended: 3, desired: 2, stabilizedUntil: now + 20_000 });
    const held = decide(up30, initialState, all(1, 210), now, options);
    expect(held.desired).toBe(1);
    expect(condition(held, 'AbleToScale')).toMatchObject({ status: true, reason: 'ScaleUpStabilized' });
  });

  it('the first decision of all takes the present count for a recommendation', () => {
    const first = decide(down60, initialState, all(4, 0), now, options);
    expect(first.desired).toBe(4);
    expect(decide(down60, first.nextState, all(4, 0), now + 60_000, options).desired).toBe(1);
  });

  it('ReadyForNewScale when nothing is held back', () => {
    const decision = decide(spec(), initialState, all(1, 70), now, options);
    expect(reasons(decision)).toEqual([
      'AbleToScale ReadyForNewScale',
      'ScalingActive ValidMetricFound',
      'ScalingLimited DesiredWithinRange',
    ]);
  });
});

describe('timeScale', () => {
  it('divides windows and periods alike', () => {
    const hurried = scaleOptions(10);
    const windowed = spec(behave({}, { stabilizationWindowSeconds: 60 }));
    const state = history({ recommendations: [{ at: now - 5_900, replicas: 4 }] });
    expect(decide(windowed, state, all(4, 0), now, hurried)).toMatchObject({ desired: 4, stabilizedUntil: now + 100 });
    expect(decide(windowed, state, all(4, 0), now + 100, hurried).desired).toBe(1);
    const limited = spec(behave({ policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] }));
    const scaled = history({ scaleEvents: [{ at: now - 1_400, change: 1 }] });
    expect(decide(limited, scaled, all(2, 1000), now, hurried).desired).toBe(2);
    expect(decide(limited, scaled, all(2, 1000), now + 100, hurried).desired).toBe(3);
    expect(hurried).toMatchObject({ cpuInitializationPeriodMs: 30_000, initialReadinessDelayMs: 3_000 });
  });
});

describe('what is kept', () => {
  it('is plain JSON', () => {
    const { nextState } = decide(spec(), initialState, all(2, 140), now, options);
    expect(JSON.parse(JSON.stringify(nextState))).toEqual(nextState);
  });

  it('forgets changes that no policy looks at any more', () => {
    const state = history({ scaleEvents: [{ at: now - 15_001, change: 1 }] });
    const { nextState } = decide(spec(), state, all(1, 140), now, options);
    expect(nextState).toMatchObject({ scaleEvents: [{ at: now, change: 1 }], lastScaleAt: now });
  });

  it('a condition keeps its time while its status stays', () => {
    const first = decide(spec(), initialState, all(1, 70), now, options);
    const second = decide(spec(), first.nextState, all(1, 140), now + 15_000, options);
    expect(condition(second, 'AbleToScale')).toMatchObject({ reason: 'SucceededRescale', since: now });
    const third = decide(spec(), second.nextState, { ...observe([]), replicas: 2 }, now + 30_000, options);
    expect(condition(third, 'ScalingActive')).toMatchObject({ status: false, since: now + 30_000 });
  });

  it('when the target could not be told, no change is counted and the condition says why', () => {
    const before = decide(spec(), initialState, all(1, 70), now, options).nextState;
    const wished = decide(spec(), before, all(1, 140), now + 15_000, options);
    const failed = rescaleFailed(wished, before, 'the supervisor is away');
    expect(failed.desired).toBe(1);
    expect(failed.nextState).toMatchObject({ scaleEvents: [], lastScaleAt: null });
    expect(condition(failed, 'AbleToScale')).toMatchObject({ status: false, reason: 'FailedUpdateScale' });
  });
});
