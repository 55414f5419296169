import { burnableMillicores } from '../capacity.ts';
import { predict, type Prediction, type PredictionInput } from '../predict.ts';
import { checkRobustness, latestRestMs, nearestRobust } from '../robustness.ts';

/** What the experiment is asked for, apart from the service. */
export interface Wish {
  kind: 'cpu' | 'memory';
  /** Millicores or MiB, all instances together. */
  amount: number;
}

export type Promised =
  | {
      kind: 'prediction';
      prediction: Prediction;
      peaks: [number, number, number];
      /** The latest that it comes to rest if load and memory turn out a little more or less; after the load began. */
      latestRestMs: number;
    }
  /** Why it is not started, and what could be asked for instead; null where nothing near it could. */
  | { kind: 'refused'; why: string; nearest: number | null };

export interface Machine {
  cores: number;
  /** What an instance may use before it is killed. */
  memoryLimitBytes: number;
}

/** An instance that comes this close to its limit may be killed by one job more. */
const memoryHeadroom = 0.9;
const step = { cpu: 5, memory: 2 };
const unit = { cpu: 'millicores', memory: 'megabytes' };

/** Predicts, or refuses what this machine cannot do and what could not be told beforehand. */
export function promise(wish: Wish, machine: Machine, toInput: (amount: number) => PredictionInput): Promised {
  const tooMuch = findTooMuch(wish, machine, toInput);
  if (tooMuch !== null) return { kind: 'refused', why: tooMuch, nearest: null };
  const input = toInput(wish.amount);
  const { robust, peaks } = checkRobustness(input);
  if (robust) return { kind: 'prediction', prediction: predict(input), peaks, latestRestMs: latestRestMs(input) };
  const most = mostAmount(wish, machine, toInput);
  const nearest = nearestRobust(wish.amount, most, step[wish.kind], toInput);
  const offer = nearest === null ? 'there is no load near it that does better' : `use --${unit[wish.kind]} ${nearest}`;
  return {
    kind: 'refused',
    nearest,
    why: `the peak would be ${peaks[0]} at 95 % of that load, ${peaks[1]} at 100 % and ${peaks[2]} at 105 %, which nobody can promise; ${offer}`,
  };
}

function findTooMuch(wish: Wish, machine: Machine, toInput: (amount: number) => PredictionInput): string | null {
  const most = mostAmount(wish, machine, toInput);
  if (wish.amount <= most) return null;
  if (wish.kind === 'cpu') {
    return `${wish.amount} millicores are too much for this machine: with ${machine.cores} cores at most ${most} can be burnt, because stores, gateway and generator need the rest`;
  }
  return `${wish.amount} MiB are too much: the instances that are there at the beginning would be killed at their limit; at most ${most}`;
}

function mostAmount({ kind }: Wish, machine: Machine, toInput: (amount: number) => PredictionInput): number {
  if (kind === 'cpu') return burnableMillicores(machine.cores);
  const { replicas, cost } = toInput(1);
  const each = machine.memoryLimitBytes * memoryHeadroom - cost.bytes - cost.busyBytes;
  return Math.max(0, Math.floor((each * replicas) / 1_048_576));
}
