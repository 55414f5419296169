/** Growing pauses between restarts of something that keeps crashing. */
export interface Backoff {
  /** The pause before the next start, in milliseconds; each call counts as one more failure in a row. */
  next(): number;
  /** Call when it has run well for `stableMs`. */
  reset(): void;
}

/** 0.5 s doubling to 30 s, each ±20 % so that what fell together does not rise together. */
export function createBackoff(random: () => number = Math.random): Backoff {
  let failures = 0;
  return {
    next() {
      const pause = Math.min(30_000, 500 * 2 ** failures);
      failures += 1;
      return Math.round(pause * (0.8 + 0.4 * random()));
    },
    reset() {
      failures = 0;
    },
  };
}

/** How long a process has to stay ready before its earlier crashes are forgotten. */
export const stableMs = 30_000;
