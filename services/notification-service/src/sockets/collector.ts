export interface Collector {
  add(id: string): void;
  /** Hands over what is there. */
  flush(): Promise<void>;
  /** Forgets what is there. */
  cancel(): void;
}

/**
 * Puts off work on ids until there is less to do: `quietMs` after the last one came, at most `longestMs` after the first.
 * Then they are handed to `handle` without doubles, in portions, one after the other.
 */
export function createCollector(options: {
  quietMs: number;
  longestMs: number;
  portion: number;
  /** Must not fail. */
  handle: (ids: string[]) => Promise<void>;
}): Collector {
  const { quietMs, longestMs, portion, handle } = options;
  const waiting = new Set<string>();
  let latest = Infinity;
  let timer: NodeJS.Timeout | undefined;
  let handling = Promise.resolve();

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    latest = Infinity;
  }

  async function handleAll(): Promise<void> {
    const ids = [...waiting];
    waiting.clear();
    for (let start = 0; start < ids.length; start += portion) await handle(ids.slice(start, start + portion));
  }

  function flush(): Promise<void> {
    stop();
    handling = handling.then(handleAll);
    return handling;
  }

  return {
    add(id) {
      waiting.add(id);
      const now = performance.now();
      latest = Math.min(latest, now + longestMs);
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), Math.min(quietMs, Math.max(0, latest - now)));
    },
    flush,
    cancel() {
      stop();
      waiting.clear();
    },
  };
}
