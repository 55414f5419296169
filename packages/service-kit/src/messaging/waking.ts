import { setTimeout as sleep } from 'node:timers/promises';

export interface Wake {
  /** Ends the current or the next wait. */
  wake: () => void;
  /** Resolves after `ms`, or earlier when woken or aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** A wait that work arriving cuts short. A wake-up that comes while nobody waits is not lost. */
export function createWake(): Wake {
  let woken: PromiseWithResolvers<void> = Promise.withResolvers();
  return {
    wake: () => woken.resolve(),
    async wait(ms, signal) {
      await Promise.race([woken.promise, pause(ms, signal)]);
      woken = Promise.withResolvers();
    },
  };
}

/** Sleeps `ms`, or until aborted; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** Milliseconds to wait before try `attempt` (from 1): doubling from `first` to at most `max`, with jitter. */
export function backoff(attempt: number, first: number, max: number): number {
  return Math.min(max, first * 2 ** (attempt - 1)) * (0.75 + Math.random() / 4);
}
