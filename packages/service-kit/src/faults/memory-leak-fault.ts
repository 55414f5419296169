import type { ActiveFault } from './active-fault.ts';

const megabyte = 1_048_576;
const pageBytes = 4_096;
const tickMs = 250;

/** LAB: takes memory outside the JavaScript heap and writes to each page, so that the process really has it. */
export function leakMemory(active: ActiveFault): void {
  const { signal } = active;
  const cap = active.number('capMb') * megabyte;
  const perTick = Math.ceil((active.number('mbPerSecond') * megabyte * tickMs) / 1_000);
  const held: ArrayBuffer[] = [];
  let size = 0;
  const timer = setInterval(() => {
    const bytes = Math.min(perTick, cap - size);
    if (bytes <= 0) return;
    const chunk = new Uint8Array(bytes);
    for (let offset = 0; offset < bytes; offset += pageBytes) chunk[offset] = 1;
    held.push(chunk.buffer);
    size += bytes;
  }, tickMs);
  timer.unref();
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    // moved to a size of nothing its memory is free at once; a dropped one would wait for a garbage collection
    for (const buffer of held.splice(0)) buffer.transfer(0);
  });
}
