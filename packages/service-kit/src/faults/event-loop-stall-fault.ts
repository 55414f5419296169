import type { ActiveFault } from './active-fault.ts';

/**
 * LAB: keeps the main thread busy. Nothing else runs meanwhile, not even the end of the fault, so each stall looks at the
 * clock itself.
 */
export function stallEventLoop(active: ActiveFault): void {
  const stallMs = active.number('stallMs');
  // a stall as long as its period leaves a gap in which a stop can be heard
  const gapMs = Math.max(100, active.number('everyMs') - stallMs);
  let timer: NodeJS.Timeout;
  const stall = () => {
    const until = Math.min(performance.now() + stallMs, active.endsAt());
    while (performance.now() < until);
    timer = setTimeout(stall, gapMs).unref();
  };
  timer = setTimeout(stall, Math.min(gapMs, 1_000)).unref();
  active.signal.addEventListener('abort', () => clearTimeout(timer));
}
