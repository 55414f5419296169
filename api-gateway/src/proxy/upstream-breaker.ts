import CircuitBreaker from 'opossum';
import { createRollingCount } from './rolling-count.ts';

export interface BreakerSnapshot {
  state: 'closed' | 'open' | 'half-open';
  /** epoch milliseconds of the next probe while open */
  retryAt: number | null;
  /** failed calls within the rolling window */
  failures: number;
  /** calls within the rolling window */
  calls: number;
}

export interface BreakerSettings {
  /** failures within the window before it may open */
  minimumFailures: number;
  /** and their least share of the window's calls, 0 to 1 */
  failureRatio: number;
  windowMs: number;
  /** how long it stays open before it lets one probe through */
  resetMs: number;
}

export class BreakerOpenError extends Error {
  override name = 'BreakerOpenError';
  /** epoch milliseconds */
  readonly retryAt: number;
  constructor(upstream: string, retryAt: number) {
    super(`the circuit breaker of ${upstream} is open`);
    this.retryAt = retryAt;
  }
}

/** What a call says to the breaker. `ignored`: the client left, which tells nothing about the upstream. */
export type CallOutcome = 'success' | 'failure' | 'ignored';

const failed = new Error('counted as a failure of the upstream');

/**
 * One opossum breaker. opossum's own rule compares a percentage with a volume of calls; ours wants a number of failures
 * that is also a share of the calls. So its threshold is out of reach, the window is counted here, and our rule calls
 * `open()`. Time-outs belong to the dispatcher, which has them anyway.
 */
export function createUpstreamBreaker(upstream: string, settings: BreakerSettings, now: () => number) {
  const breaker = new CircuitBreaker((call: () => Promise<unknown>) => call(), {
    timeout: false,
    errorThresholdPercentage: 100,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    resetTimeout: settings.resetMs,
    name: upstream,
  });
  const window = createRollingCount(settings.windowMs, now);
  const listeners: ((snapshot: BreakerSnapshot) => void)[] = [];
  let openedAt = 0;
  // a call that began before the state last changed has nothing to say about the present state
  let era = 0;

  function snapshot(): BreakerSnapshot {
    return {
      state: breaker.opened ? 'open' : breaker.halfOpen ? 'half-open' : 'closed',
      retryAt: breaker.opened ? openedAt + settings.resetMs : null,
      ...window.totals(),
    };
  }

  function changed(): void {
    era += 1;
    const current = snapshot();
    for (const listener of listeners) listener(current);
  }
  breaker.on('open', () => {
    openedAt = now();
    changed();
  });
  breaker.on('halfOpen', changed);
  breaker.on('close', () => {
    window.reset();
    changed();
  });

  function count(outcome: CallOutcome): void {
    if (outcome === 'ignored') return;
    if (outcome === 'success') {
      window.success();
      return;
    }
    window.failure();
    const { calls, failures } = window.totals();
    if (breaker.closed && failures >= settings.minimumFailures && failures >= calls * settings.failureRatio)
      breaker.open();
  }

  /** Resolves or rejects towards opossum, or stays silent about a probe that must not count. */
  function report(outcome: CallOutcome, succeed: (nothing: undefined) => void, fail: (reason: Error) => void): void {
    count(outcome);
    if (outcome === 'success') succeed(undefined);
    else if (outcome === 'failure') fail(failed);
    // a probe without a verdict: wait for another one
    else if (breaker.halfOpen) breaker.open();
  }

  function runThroughOpossum(call: () => Promise<CallOutcome>): Promise<void> {
    return new Promise((resolve, reject) => {
      const decided = (): Promise<unknown> =>
        new Promise((succeed, fail) => {
          const begun = era;
          call().then((outcome) => {
            resolve();
            if (begun === era) report(outcome, succeed, fail);
          }, reject);
        });
      breaker.fire(decided).catch((error: unknown) => {
        if (error !== failed) reject(new BreakerOpenError(upstream, openedAt + settings.resetMs));
      });
    });
  }

  return {
    /**
     * Runs `call` unless the breaker is open; settles when the call does.
     * @throws BreakerOpenError when the call was not made
     */
    run(call: () => Promise<CallOutcome>): Promise<void> {
      if (!breaker.closed) return runThroughOpossum(call);
      // a closed breaker decides nothing before the call, and opossum's own books cost more than the rest of the way
      const begun = era;
      return call().then((outcome) => {
        if (begun === era) count(outcome);
      });
    },
    /** True while a half-open breaker has its one probe on the way, whose outcome matters to everybody. */
    get probing(): boolean {
      return breaker.halfOpen && !breaker.pendingClose;
    },
    get isOpen(): boolean {
      return breaker.opened;
    },
    snapshot,
    onChange(listener: (snapshot: BreakerSnapshot) => void): void {
      listeners.push(listener);
    },
    close(): void {
      breaker.shutdown();
    },
  };
}

export type UpstreamBreaker = ReturnType<typeof createUpstreamBreaker>;
