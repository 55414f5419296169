import type { Instance } from './discovery.ts';

/** Counts calls in flight per instance and prefers the less busy of two random ones. */
export interface Balancer {
  /** Undefined when every instance has been tried or none is given. */
  pick(instances: readonly Instance[], tried?: ReadonlySet<string>): Instance | undefined;
  begin(instance: Instance): void;
  end(instance: Instance): void;
}

export function createBalancer(random: () => number = Math.random): Balancer {
  const inFlight = new Map<string, number>();
  const load = (instance: Instance) => inFlight.get(instance.id) ?? 0;

  return {
    pick(instances, tried) {
      const candidates =
        tried === undefined || tried.size === 0 ? instances : instances.filter((instance) => !tried.has(instance.id));
      if (candidates.length < 2) return candidates[0];
      const first = Math.floor(random() * candidates.length);
      const second = (first + 1 + Math.floor(random() * (candidates.length - 1))) % candidates.length;
      const [a, b] = [candidates[first], candidates[second]];
      if (a === undefined || b === undefined) return a;
      return load(b) < load(a) ? b : a;
    },
    begin(instance) {
      inFlight.set(instance.id, load(instance) + 1);
    },
    end(instance) {
      const left = load(instance) - 1;
      if (left > 0) inFlight.set(instance.id, left);
      else inFlight.delete(instance.id);
    },
  };
}
