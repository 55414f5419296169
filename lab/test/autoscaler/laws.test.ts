import { describe, expect, it } from '@jest/globals';
import { decide, initialState } from '../../autoscaler/decide.ts';
import type { Decision, Observation, ObservedInstance, ScaleSpec, ScalingRules } from '../../autoscaler/types.ts';
import { cpu70, now, observe, options, using } from './observations.ts';
import { seededRandom } from '../../load/seeded-random.ts';

const syncMs = 15_000;
const histories = 300;

interface Random {
  whole(min: number, max: number): number;
  pick<T>(choices: readonly T[]): T;
  chance(probability: number): boolean;
}

function createRandom(seed: number): Random {
  const random = seededRandom(seed);
  const whole = (min: number, max: number) => min + Math.floor(random() * (max - min + 1));
  return {
    whole,
    pick: (choices) => {
      const chosen = choices[whole(0, choices.length - 1)];
      if (chosen === undefined) throw new Error('nothing to choose from');
      return chosen;
    },
    chance: (probability) => random() < probability,
  };
}

const someRules = (random: Random): ScalingRules => ({
  stabilizationWindowSeconds: random.pick([0, 30, 60, 120]),
  selectPolicy: random.pick(['Max', 'Max', 'Min']),
  policies: Array.from({ length: random.whole(1, 2) }, () => ({
    type: random.pick(['Pods', 'Percent'] as const),
    value: random.whole(1, 4) * random.pick([1, 25]),
    periodSeconds: random.pick([15, 30, 60]),
  })),
  tolerance: random.pick([null, null, 0, 0.3]),
});

function someSpec(random: Random): ScaleSpec {
  const minReplicas = random.whole(1, 3);
  return {
    minReplicas,
    maxReplicas: minReplicas + random.whole(0, 12),
    metrics: [cpu70],
    behavior: random.chance(0.2) ? null : { scaleUp: someRules(random), scaleDown: someRules(random) },
  };
}

/** Instances as a lab may show them: most well, some missing, starting, failed or going. */
function someInstances(random: Random, count: number, at: number): ObservedInstance[] {
  const millicores = random.pick([0, 20, 60, 70, 80, 150, 400]);
  return Array.from({ length: count }, () => {
    const age = random.pick([5_000, 20_000, 100_000, 1_000_000]);
    return using(random.chance(0.9) ? random.whole(Math.floor(millicores / 2), millicores * 2) : null, {
      phase: random.chance(0.9) ? 'running' : random.pick(['pending', 'failed', 'terminating'] as const),
      ready: random.chance(0.9),
      startedAt: at - age,
      readyChangedAt: at - age + 1_000,
    });
  });
}

interface Step {
  at: number;
  decision: Decision;
}

function play(
  spec: ScaleSpec,
  observeAt: (replicas: number, at: number) => Observation,
  replicas: number,
  steps: number,
): Step[] {
  const played: Step[] = [];
  let state = initialState;
  let current = replicas;
  for (let step = 0; step < steps; step += 1) {
    const at = now + step * syncMs;
    const decision = decide(spec, state, observeAt(current, at), at, options);
    played.push({ at, decision });
    state = decision.nextState;
    current = decision.desired;
  }
  return played;
}

function playAtRandom(seed: number): { spec: ScaleSpec; played: Step[] } {
  const random = createRandom(seed);
  const spec = someSpec(random);
  const start = random.whole(spec.minReplicas, spec.maxReplicas);
  return {
    spec,
    played: play(spec, (replicas, at) => ({ ...observe(someInstances(random, replicas, at)), replicas }), start, 40),
  };
}

/** Runs a law over many histories; a failure names the seed that shows it again. */
function holds(law: (spec: ScaleSpec, played: Step[]) => void): void {
  for (let seed = 1; seed <= histories; seed += 1) {
    const { spec, played } = playAtRandom(seed);
    try {
      law(spec, played);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** The count that a policy's period began with: what was wished before its first decision. */
function countAtStart(played: Step[], at: number, periodSeconds: number): number {
  const first = played.find((step) => step.at > at - periodSeconds * 1000 && step.at <= at);
  return first?.decision.current ?? 0;
}

/** How far each policy allows the count to be from what it was at the start of its period; the chosen one counts. */
function allowance(rules: ScalingRules, played: Step[], at: number, up: boolean): number {
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const start = countAtStart(played, at, periodSeconds);
    const change = type === 'Pods' ? value : (start * value) / 100;
    return up ? Math.ceil(start + change) : Math.trunc(start - change);
  });
  return (rules.selectPolicy === 'Min') === up ? Math.min(...limits) : Math.max(...limits);
}

describe('laws that hold in every history', () => {
  it('the count is never outside its bounds', () => {
    holds(({ minReplicas, maxReplicas }, played) => {
      for (const { decision } of played) {
        expect(decision.desired).toBeGreaterThanOrEqual(minReplicas);
        expect(decision.desired).toBeLessThanOrEqual(maxReplicas);
      }
    });
  });

  it('no change goes further than the policies allow within their periods', () => {
    holds(({ behavior }, played) => {
      if (behavior === null) return;
      for (const { at, decision } of played) {
        if (decision.desired > decision.current) {
          expect(decision.desired).toBeLessThanOrEqual(allowance(behavior.scaleUp, played, at, true));
        }
        if (decision.desired < decision.current) {
          expect(decision.desired).toBeGreaterThanOrEqual(allowance(behavior.scaleDown, played, at, false));
        }
      }
    });
  });

  it('nothing shrinks below what was recommended within the window', () => {
    holds(({ behavior, maxReplicas }, played) => {
      const windowMs = (behavior?.scaleDown.stabilizationWindowSeconds ?? 300) * 1000;
      for (const { at, decision } of played) {
        if (decision.desired >= decision.current) continue;
        const recent = played.filter((step) => step.at > at - windowMs && step.at < at);
        const highest = Math.max(0, ...recent.map((step) => step.decision.recommended ?? 0));
        expect(decision.desired).toBeGreaterThanOrEqual(Math.min(highest, decision.current, maxReplicas));
      }
    });
  });

  it('left idle, it comes down to minReplicas and stays', () => {
    for (let seed = 1; seed <= histories; seed += 1) {
      const random = createRandom(seed);
      const spec = someSpec(random);
      const idle = (replicas: number) => ({ ...observe(Array.from({ length: replicas }, () => using(0))), replicas });
      const last = play(spec, idle, spec.maxReplicas, 120).at(-1);
      expect({ seed, desired: last?.decision.desired }).toEqual({ seed, desired: spec.minReplicas });
    }
  });
});
