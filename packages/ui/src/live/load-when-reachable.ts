const againAfterMs = 2_000;

/** Loads code that a page needs later, again and again while the network is away; calls back once, unless it is cancelled. */
export function loadWhenReachable<T>(load: () => Promise<T>, onLoaded: (module: T) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const attempt = (): void => {
    load().then(
      (module) => {
        if (!isOver) onLoaded(module);
      },
      () => {
        if (!isOver) timer = setTimeout(attempt, againAfterMs);
      },
    );
  };
  attempt();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
