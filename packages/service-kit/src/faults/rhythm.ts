import { setTimeout as sleep } from 'node:timers/promises';
import type { ActiveFault } from './active-fault.ts';

/**
 * Calls `begin` and, `onMs` later, what it returned, again and again with `offMs` in between, until the fault ends; with
 * `offMs` 0 just once each.
 */
export function inRhythm(active: ActiveFault, begin: () => () => void): void {
  void beat(active, active.number('onMs'), active.number('offMs'), begin);
}

async function beat(active: ActiveFault, onMs: number, offMs: number, begin: () => () => void): Promise<void> {
  const { signal } = active;
  while (!signal.aborted) {
    const end = begin();
    await pauseUntil(offMs === 0 ? Infinity : onMs, signal);
    end();
    await pauseUntil(offMs, signal);
  }
}

async function pauseUntil(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  if (ms === Infinity) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  else await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
