/**
 * Retries as a share of calls, so that they cannot multiply the load on an upstream that is failing as a whole.
 * A token bucket: every call deposits `ratio`, a retry withdraws 1. The reserve lets a quiet system retry at all.
 */
export interface RetryBudget {
  deposit(): void;
  tryWithdraw(): boolean;
}

/** @param ratio retries per call, for example 0.1 @param reserve tokens at the start and the most that is saved up */
export function createRetryBudget(ratio: number, reserve: number): RetryBudget {
  let tokens = reserve;
  return {
    deposit() {
      tokens = Math.min(reserve, tokens + ratio);
    },
    tryWithdraw() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
