/** Repeats `round`, each time at least `periodMs()` after the last one began; never two at once. */
export interface Pacing {
  start(): void;
  stop(): Promise<void>;
  /** Looks at the period again, as when it has changed. */
  reconsider(): void;
  lastAt(): number | null;
  nextAt(): number;
}

/**
 * `round` gets the time that its decision counts for. Two such times are never closer than the period: a policy period
 * as long as the sync period would else sometimes still hold the last change and sometimes not.
 */
export function createPacing(
  clock: () => number,
  periodMs: () => number,
  round: (now: number) => Promise<void>,
): Pacing {
  const createdAt = clock();
  let last: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = true;

  const nextAt = () => (last ?? createdAt) + (last === null ? 0 : periodMs());

  const schedule = () => {
    clearTimeout(timer);
    if (stopped || running !== undefined) return;
    timer = setTimeout(fire, Math.max(0, Math.ceil(nextAt() - clock())));
  };

  const fire = () => {
    const now = clock();
    if (now < nextAt()) {
      schedule();
      return;
    }
    last = now;
    running = round(now).finally(() => {
      running = undefined;
      schedule();
    });
  };

  return {
    start() {
      stopped = false;
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    reconsider: schedule,
    lastAt: () => last,
    nextAt,
  };
}
