import CircuitBreaker from 'opossum';
import type { Logger } from '../telemetry/logger.ts';
import { logEvent } from '../telemetry/log-events.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Refuses calls to an upstream that keeps failing. */
export interface Breaker {
  /** @throws {BreakerOpenError} without calling `action` */
  fire<T>(action: () => Promise<T>): Promise<T>;
  readonly state: BreakerState;
  /** When a trial call is let through; null unless open. */
  readonly retryAt: Date | null;
  /** Within the rolling window. */
  readonly failures: number;
  /** Those that told something, within the rolling window. */
  readonly calls: number;
  onStateChange(listener: (state: BreakerState) => void): void;
  close(): void;
}

export class BreakerOpenError extends Error {
  override readonly name = 'BreakerOpenError';
  readonly retryAt: Date;

  constructor(upstream: string, retryAt: Date) {
    super(`the circuit breaker of ${upstream} is open`);
    this.retryAt = retryAt;
  }
}

/**
 * What a failed call says about the upstream. `answered`: it works, as a success shows too. `nothing`: the caller left
 * before anything was known.
 */
export type Verdict = 'failed' | 'answered' | 'nothing';

const windowMs = 10_000;
const failuresToOpen = 5;
const shareToOpen = 0.25;
const stateValues = { closed: 0, 'half-open': 1, open: 2 } as const;

/**
 * Opens at five failures within ten seconds, provided that they are a quarter of the calls that tell anything. A trial
 * call that tells nothing opens it again, for another trial later.
 */
export function createBreaker(
  kit: { readonly log: Logger; readonly metrics: Metrics },
  upstream: string,
  options: { resetAfterMs: number; judge: (error: unknown) => Verdict },
): Breaker {
  const circuit = new CircuitBreaker((action: () => Promise<unknown>) => action(), {
    name: upstream,
    timeout: false,
    resetTimeout: options.resetAfterMs,
    rollingCountTimeout: windowMs,
    rollingCountBuckets: 10,
    rollingPercentilesEnabled: false,
    // opossum's own rule opens on a share of calls alone; the listener below has ours
    errorThresholdPercentage: 100,
    errorFilter: (error: unknown) => options.judge(error) === 'answered',
  });
  const gauge = kit.metrics
    .gauge('circuit_breaker_state', 'Breaker of an upstream: 0 closed, 1 half-open, 2 open', ['upstream'])
    .labels(upstream);
  const listeners: ((state: BreakerState) => void)[] = [];
  let openedAt = 0;
  // a call that began before the state last changed has nothing to say about the present state
  let era = 0;

  function enter(state: BreakerState): void {
    era += 1;
    gauge.set(stateValues[state]);
    for (const listener of listeners) listener(state);
  }

  gauge.set(stateValues.closed);
  circuit.on('failure', () => {
    const { failures } = circuit.stats;
    if (circuit.closed && failures >= failuresToOpen && failures >= told() * shareToOpen) circuit.open();
  });
  circuit.on('open', () => {
    openedAt = Date.now();
    logEvent(kit.log, 'breaker-opened', { upstream });
    enter('open');
  });
  circuit.on('halfOpen', () => {
    logEvent(kit.log, 'breaker-half-open', { upstream });
    enter('half-open');
  });
  circuit.on('close', () => {
    logEvent(kit.log, 'breaker-closed', { upstream });
    enter('closed');
  });

  /** Calls within the window that told something. */
  function told(): number {
    return circuit.stats.failures + circuit.stats.successes;
  }

  /** opossum takes whatever settles for a verdict, so a call without one settles past it. */
  function fire<T>(action: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const refuse = () => reject(new BreakerOpenError(upstream, new Date(openedAt + options.resetAfterMs)));
      const decided = () =>
        new Promise<T>((succeed, fail) => {
          const begun = era;
          action().then(
            (value) => (begun === era ? succeed : resolve)(value),
            (error: unknown) => {
              const silent = options.judge(error) === 'nothing';
              if (silent && begun === era && circuit.halfOpen) circuit.open();
              (silent || begun !== era ? reject : fail)(error);
            },
          );
        });
      circuit.fire(decided).then(
        (value) => resolve(value as T),
        (error: unknown) => (isOpenError(error) ? refuse : reject)(error),
      );
    });
  }

  return {
    fire,
    get state() {
      if (circuit.opened) return 'open';
      return circuit.halfOpen ? 'half-open' : 'closed';
    },
    get retryAt() {
      return circuit.opened ? new Date(openedAt + options.resetAfterMs) : null;
    },
    get failures() {
      return circuit.stats.failures;
    },
    get calls() {
      return told();
    },
    onStateChange: (listener) => void listeners.push(listener),
    close() {
      circuit.shutdown();
    },
  };
}

function isOpenError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EOPENBREAKER';
}
