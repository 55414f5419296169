import type { Fault } from '@ticketlab/contracts/http/faults';

/** One fault at work in this process. */
export interface ActiveFault {
  readonly fault: Fault;
  /** What may be shown of it: its id, or only that an exercise runs. */
  readonly label: string;
  /** When it ends, on the clock of `performance.now()`; a renewal moves it. */
  endsAt(): number;
  /** Aborts when it ends, however it does. */
  readonly signal: AbortSignal;
  /** Whether the next request or message is hit; counted if so. The sequence follows from the seed. */
  hits(): boolean;
  /** The same for a thing that comes again: the answer depends on the seed and `key` alone; counted if `isFirst`. */
  hitsKey(key: string, isFirst: boolean): boolean;
  /** 0 to 1, seeded. */
  random(): number;
  number(parameter: string): number;
  text(parameter: string): string;
}

export const exerciseLabel = 'exercise';

export function createActiveFault(
  fault: Fault,
  endsAt: () => number,
  signal: AbortSignal,
  onHit: () => void,
): ActiveFault {
  const random = seededRandom(fault.seed);
  const parameterOf = (name: string) => {
    const value = fault.parameters[name];
    if (value === undefined) throw new Error(`a ${fault.kind} fault without ${name}`);
    return value;
  };
  const count = (hit: boolean) => {
    if (hit) onHit();
    return hit;
  };
  return {
    fault,
    label: fault.concealed ? exerciseLabel : fault.id,
    endsAt,
    signal,
    random,
    hits: () => count(random() < fault.probability),
    hitsKey(key, isFirst) {
      const hit = seededRandom(hash(key, fault.seed))() < fault.probability;
      return isFirst ? count(hit) : hit;
    },
    number: (name) => Number(parameterOf(name)),
    text: (name) => String(parameterOf(name)),
  };
}

/** Mulberry32: small, fast, and good enough to decide who is hit. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a. */
function hash(text: string, seed: number): number {
  let value = (2_166_136_261 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 16_777_619) >>> 0;
  return value;
}
