/** When whatever is going on must have come further. Moving it costs nothing but a comparison, nearly always. */
export interface Deadline {
  /** So many milliseconds from now. */
  set(milliseconds: number): void;
  isOver(now: number): boolean;
  clear(): void;
}

export function createDeadline(onOver: () => void): Deadline {
  let at = Number.POSITIVE_INFINITY;
  // one timer, set anew only when it would ring too late; one that rings too early is set to what is left
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Number.POSITIVE_INFINITY;

  function ring(milliseconds: number): void {
    clearTimeout(timer);
    timerAt = performance.now() + milliseconds;
    timer = setTimeout(onRing, milliseconds).unref();
  }

  function onRing(): void {
    timerAt = Number.POSITIVE_INFINITY;
    const early = at - performance.now();
    if (early > 0) ring(early);
    // what has come meanwhile is read first: a starved gateway would blame instances that answered in time
    else setImmediate(check);
  }

  function check(): void {
    if (performance.now() >= at) onOver();
  }

  return {
    set(milliseconds) {
      at = performance.now() + milliseconds;
      if (at < timerAt) ring(milliseconds);
    },
    isOver: (now) => now >= at,
    clear() {
      at = Number.POSITIVE_INFINITY;
      clearTimeout(timer);
    },
  };
}
