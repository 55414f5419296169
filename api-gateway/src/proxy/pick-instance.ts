import type { Instance } from '@ticketlab/service-kit/resilience/discovery';

/** A share of an upstream's traffic, 0 to 100 percent, for the instances of one version. */
export interface Canary {
  service: string;
  version: string;
  percent: number;
}

/** Parses `order-service=1.2.0:10,event-service=2.0.0:5`. Throws with what would be right. */
export function parseCanaries(text: string): Canary[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([a-z-]+)=([^:]+):(\d{1,3})$/.exec(part);
      const percent = Number(match?.[3]);
      if (match?.[1] === undefined || match[2] === undefined || percent > 100) {
        throw new Error(`"${part}" is not service=version:percent, for example order-service=1.2.0:10`);
      }
      return { service: match[1], version: match[2], percent };
    });
}

/**
 * Two random choices, the one with less in flight wins (Mitzenmacher 2001): nearly as even as asking all of them.
 * With a canary for the service, its version gets its percentage first. `excluded` is an instance that just failed.
 */
export function pickInstance(
  instances: readonly Instance[],
  inFlight: (instance: Instance) => number,
  random: () => number,
  canary?: Canary,
  excluded?: Instance,
): Instance | undefined {
  let candidates = excluded === undefined ? instances : instances.filter(({ id }) => id !== excluded.id);
  if (canary !== undefined) {
    const toCanary = random() * 100 < canary.percent;
    const group = candidates.filter(({ version }) => (version === canary.version) === toCanary);
    if (group.length > 0) candidates = group;
  }
  if (candidates.length <= 1) return candidates[0];
  const first = Math.floor(random() * candidates.length);
  let second = Math.floor(random() * (candidates.length - 1));
  if (second >= first) second += 1;
  const a = candidates[first];
  const b = candidates[second];
  if (a === undefined || b === undefined) return a ?? b;
  return inFlight(b) < inFlight(a) ? b : a;
}
