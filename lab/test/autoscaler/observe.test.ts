import { describe, expect, it } from '@jest/globals';
import { createObserve } from '../../controller/src/autoscaler/observe.ts';
import type { InstanceState } from '../../supervisor/state.ts';

const zero = Date.parse('2030-01-01T00:00:00.000Z');
const at = (seconds: number) => new Date(zero + seconds * 1000).toISOString();
const requests = { cpu: 100, memory: 1000 };

function instance(overrides: Partial<InstanceState> & { micros?: number; sampled?: number } = {}): InstanceState {
  const { micros = 0, sampled = 0, ...rest } = overrides;
  return {
    id: 'order-service-1',
    phase: 'ready',
    pid: 7,
    port: 1,
    startedAt: at(-100),
    readyAt: at(-99),
    restarts: 0,
    reason: null,
    retryAt: null,
    usage: { cpuMicros: micros, cpuMillicores: 999, memoryBytes: 640, sampledAt: at(sampled) },
    ...rest,
  };
}

/** What the last of several looks shows, 15 s apart. */
function look(...sights: InstanceState[]) {
  const observe = createObserve();
  const all = sights.map((sight, index) =>
    observe(
      { name: 'order-service', port: 1, desired: 3, memoryLimitBytes: 1, instances: [sight] },
      requests,
      zero + index * 15_000,
    ),
  );
  return all.at(-1)?.instances[0];
}

describe('observing', () => {
  it('takes cpu from the kernel’s accounting between two looks', () => {
    const seen = look(instance({ micros: 1_000_000, sampled: 0 }), instance({ micros: 3_250_000, sampled: 15 }));
    expect(seen?.samples['cpu']).toEqual({ value: 150, takenAt: zero + 15_000, windowMs: 15_000 });
    expect(seen?.samples['memory']).toEqual({ value: 640, takenAt: zero + 15_000, windowMs: 0 });
    expect(seen).toMatchObject({ ready: true, readyChangedAt: zero - 99_000, startedAt: zero - 100_000, requests });
  });

  it('has no cpu sample of an instance at first sight, nor of a new process under an old id', () => {
    expect(look(instance())?.samples).toEqual({ memory: expect.anything() });
    expect(look(instance(), instance({ pid: 8, sampled: 15 }))?.samples).toEqual({ memory: expect.anything() });
  });

  it('has no sample at all of what does not run, and goes on where it left off', () => {
    const gone = instance({ usage: null });
    expect(look(instance(), gone)?.samples).toEqual({});
    const back = look(instance(), gone, instance({ micros: 3_000_000, sampled: 30 }));
    expect(back?.samples['cpu']).toEqual({ value: 100, takenAt: zero + 30_000, windowMs: 30_000 });
  });

  it('notices when an instance stops being ready and when it is again', () => {
    expect(look(instance(), instance({ phase: 'unready' }))).toMatchObject({
      ready: false,
      readyChangedAt: zero + 15_000,
    });
    const again = look(instance(), instance({ phase: 'unready' }), instance());
    expect(again).toMatchObject({ ready: true, readyChangedAt: zero + 30_000 });
  });

  it.each([
    ['starting', { ready: false, phase: 'running', readyChangedAt: zero - 100_000 }],
    ['backoff', { ready: false, phase: 'running' }],
    ['draining', { ready: false, phase: 'terminating' }],
  ] as const)('%s', (phase, expected) => {
    expect(look(instance({ phase, readyAt: null }))).toMatchObject(expected);
  });
});
