import type { ActiveFault } from './active-fault.ts';

const megabyte = 1_048_576;
const pageBytes = 4_096;
const tickMs = 250;
// above the size from which an allocator always maps memory of its own, and so gives it back to the system when freed
const segmentBytes = 33 * megabyte;

/**
 * LAB: takes memory outside the JavaScript heap. A segment costs nothing until its pages are written to, which is done
 * bit by bit.
 */
export function leakMemory(active: ActiveFault): void {
  const { signal } = active;
  const cap = active.number('capMb') * megabyte;
  const perTick = Math.ceil((active.number('mbPerSecond') * megabyte * tickMs) / 1_000);
  const segments: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;

  function touchPage(): void {
    const offset = size % segmentBytes;
    if (offset === 0) segments.push(new Uint8Array(segmentBytes));
    const segment = segments.at(-1);
    if (segment !== undefined) segment[offset] = 1;
    size += pageBytes;
  }

  const timer = setInterval(() => {
    const wanted = Math.min(size + perTick, cap);
    while (size < wanted) touchPage();
  }, tickMs);
  timer.unref();
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    // moved to a size of nothing its memory is free at once; a dropped one would wait for a garbage collection
    for (const { buffer } of segments.splice(0)) buffer.transfer(0);
  });
}
