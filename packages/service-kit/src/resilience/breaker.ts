import CircuitBreaker from 'opossum';
import { createRollingCount } from './rolling-count.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerSnapshot {
  readonly state: BreakerState;
  /** When a trial call is let through, in epoch milliseconds; null unless open. */
  readonly retryAt: number | null;
  /** Failed calls within the rolling window. */
  readonly failures: number;
  /** Those that told something, within the rolling window. */
  readonly calls: number;
}

export interface BreakerSettings {
  /** Failures within the window before it may open, */
  readonly minimumFailures: number;
  /** and their least share of the window's calls, 0 to 1. */
  readonly failureRatio: number;
  readonly windowMs: number;
  /** How long it stays open before it lets one trial call through. */
  readonly resetMs: number;
}

/**
 * What a call says about the upstream. `answered`: it works, be it with a refusal. `nothing`: the caller left before
 * anything was known.
 */
export type Verdict = 'answered' | 'failed' | 'nothing';

/** Refuses calls to an upstream that keeps failing. */
export interface Breaker {
  readonly upstream: string;
  /**
   * Asks for one call. Whoever made it passes on what it told, once, as soon as that is known.
   * @throws {BreakerOpenError} when the call must not be made
   */
  admit(): (verdict: Verdict) => void;
  /** True while the one trial call of a half-open breaker is on the way, whose verdict matters to everybody. */
  readonly probing: boolean;
  snapshot(): BreakerSnapshot;
  /** Called after each change of state. */
  onChange(listener: (snapshot: BreakerSnapshot) => void): void;
  close(): void;
}

export class BreakerOpenError extends Error {
  override readonly name = 'BreakerOpenError';
  /** Epoch milliseconds. */
  readonly retryAt: number;

  constructor(upstream: string, retryAt: number) {
    super(`the circuit breaker of ${upstream} is open`);
    this.retryAt = retryAt;
  }
}

/**
 * Opens at so many failures within the window, provided that they are a share of the calls that tell anything. opossum
 * holds the states and the timer; its own rule opens on a share of calls alone, and its books cost more than a proxied
 * request does otherwise, so the counting is ours. A trial call that tells nothing leaves its place to the next call.
 */
export function createBreaker(upstream: string, settings: BreakerSettings, now: () => number = Date.now): Breaker {
  const circuit = new CircuitBreaker(() => Promise.resolve(), {
    name: upstream,
    timeout: false,
    resetTimeout: settings.resetMs,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  });
  const window = createRollingCount(settings.windowMs, now);
  const listeners: ((snapshot: BreakerSnapshot) => void)[] = [];
  let openedAt = 0;
  let onTrial = false;
  // a call that began before the state last changed has nothing to say about the present state
  let settle = settleOfThisState();

  function settleOfThisState(): (verdict: Verdict) => void {
    const own = (verdict: Verdict): void => {
      if (own === settle) count(verdict);
    };
    return own;
  }

  function count(verdict: Verdict): void {
    if (verdict === 'answered') window.success();
    else if (verdict === 'failed') window.failure();
    if (circuit.halfOpen) {
      if (verdict === 'answered') circuit.close();
      else if (verdict === 'failed') circuit.open();
      else startState();
    } else if (verdict === 'failed') {
      const { calls, failures } = window.totals();
      if (failures >= settings.minimumFailures && failures >= calls * settings.failureRatio) circuit.open();
    }
  }

  function snapshot(): BreakerSnapshot {
    return {
      state: circuit.opened ? 'open' : circuit.halfOpen ? 'half-open' : 'closed',
      retryAt: circuit.opened ? openedAt + settings.resetMs : null,
      ...window.totals(),
    };
  }

  function startState(): void {
    settle = settleOfThisState();
    onTrial = false;
  }

  function changed(): void {
    startState();
    const current = snapshot();
    for (const listener of listeners) listener(current);
  }

  circuit.on('open', () => {
    openedAt = now();
    changed();
  });
  circuit.on('halfOpen', changed);
  circuit.on('close', () => {
    window.reset();
    changed();
  });

  return {
    upstream,
    admit() {
      if (circuit.closed) return settle;
      if (!circuit.halfOpen || onTrial || circuit.isShutdown) {
        throw new BreakerOpenError(upstream, openedAt + settings.resetMs);
      }
      onTrial = true;
      return settle;
    },
    get probing() {
      return onTrial;
    },
    snapshot,
    onChange: (listener) => void listeners.push(listener),
    close() {
      circuit.shutdown();
    },
  };
}
