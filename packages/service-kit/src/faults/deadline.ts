/** When something ends, by the clock that nobody can set back. */
export interface Deadline {
  /** On the clock of `performance.now()`. */
  readonly at: () => number;
  /** So long from now on instead. */
  move(remainingMs: number): void;
  clear(): void;
}

/** Calls `end` once its time has come; does not keep the process alive for that. */
export function createDeadline(remainingMs: number, end: () => void): Deadline {
  let endsAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const move = (leftMs: number) => {
    clearTimeout(timer);
    endsAt = performance.now() + leftMs;
    timer = setTimeout(end, leftMs).unref();
  };
  move(remainingMs);
  return { at: () => endsAt, move, clear: () => clearTimeout(timer) };
}
