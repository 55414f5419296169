import { setTimeout as delay } from 'node:timers/promises';

/** Tries until `attempt` does not throw and returns its value; after `timeoutMs` the last error is thrown. */
export async function pollUntil<T>(
  attempt: () => Promise<T> | T,
  { timeoutMs, intervalMs = 30 }: { timeoutMs: number; intervalMs?: number },
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof GiveUp || performance.now() >= deadline) throw error;
      await delay(intervalMs);
    }
  }
}

/** Thrown by an attempt that knows that waiting is of no use. */
export class GiveUp extends Error {}
