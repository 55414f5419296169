import type { Kit, Worker } from './kit.ts';
import { backoff, createWake } from './messaging/waking.ts';

export interface Loop extends Worker {
  /** Starts the next round now. */
  wake: () => void;
}

/**
 * A worker that does a round of `run` every `everyMs`, at once again while `run` says that there is more to do. A round
 * that fails is logged, and the next one waits longer, up to ten times as long.
 */
export function createLoop(
  kit: Pick<Kit, 'log'>,
  options: { name: string; everyMs: number; run: (stop: AbortSignal) => Promise<boolean> },
): Loop {
  const { name, everyMs, run } = options;
  const stopping = new AbortController();
  const wake = createWake();
  let running: Promise<void> | undefined;

  async function rounds(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      let more = false;
      try {
        more = await run(stopping.signal);
        failures = 0;
      } catch (error) {
        failures += 1;
        kit.log.warn({ err: error, worker: name, failures }, 'round failed');
      }
      const pauseMs = failures === 0 ? everyMs : backoff(failures + 1, everyMs, everyMs * 10);
      if (!more) await wake.wait(pauseMs, stopping.signal);
    }
  }

  return {
    name,
    wake: () => wake.wake(),
    start: () => {
      running = rounds();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
