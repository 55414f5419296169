import { predict, type PredictionInput } from './predict.ts';

/** How exact a load can be driven: a prediction that a deviation of this share would change is none. */
const deviation = 0.05;

export interface Robustness {
  robust: boolean;
  /** Peaks at 95 %, 100 % and 105 % of the load. */
  peaks: [number, number, number];
}

/** Whether the peak stays the same when the load is a little lower or higher than wished. */
export function checkRobustness(input: PredictionInput): Robustness {
  const peakAt = (factor: number) => predict({ ...input, load: scaleLoad(input.load, factor) }).peak;
  const peaks: Robustness['peaks'] = [peakAt(1 - deviation), peakAt(1), peakAt(1 + deviation)];
  return { robust: peaks[0] === peaks[1] && peaks[1] === peaks[2], peaks };
}

/** The load closest to the wished one, in millicores or mebibytes, whose peak is robust; null up to `most` there is none. */
export function nearestRobust(
  wished: number,
  most: number,
  step: number,
  toInput: (amount: number) => PredictionInput,
): number | null {
  for (let distance = step; distance < most; distance += step) {
    for (const amount of [wished - distance, wished + distance]) {
      if (amount > 0 && amount <= most && checkRobustness(toInput(amount)).robust) return amount;
    }
  }
  return null;
}

/** How exactly memory can be told beforehand: how much a process keeps is for its garbage collector to say. */
const memoryDeviation = 0.1;

/** The latest that it comes to rest when load and memory are a little more or less than reckoned. */
export function latestRestMs(input: PredictionInput): number {
  const { cost } = input;
  const variants = [1 - memoryDeviation, 1, 1 + memoryDeviation].flatMap((factor) =>
    [1 - deviation, 1, 1 + deviation].map((share) => ({
      ...input,
      load: scaleLoad(input.load, share),
      cost: {
        ...cost,
        bytes: cost.bytes * factor,
        freshBytes: cost.freshBytes * factor,
        warmBytes: cost.warmBytes * factor,
      },
    })),
  );
  return Math.max(...variants.map((variant) => predict(variant).restingAtMs));
}

function scaleLoad(load: PredictionInput['load'], factor: number): PredictionInput['load'] {
  return { ...load, millicores: load.millicores * factor, bytes: load.bytes * factor };
}
