import { randomFillSync } from 'node:crypto';

// random bytes are drawn in blocks: one system call serves hundreds of ids
const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

function take(bytes: number): number {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const start = used;
  used += bytes;
  return start;
}

/** Random lower-case hexadecimal digits, two per byte. */
export function randomHex(bytes: number): string {
  const start = take(bytes);
  return pool.toString('hex', start, start + bytes);
}

/** A UUID version 7 (RFC 9562) for a time in Unix milliseconds. */
export function uuidv7(now: number): string {
  const start = take(10);
  const time = now.toString(16).padStart(12, '0');
  pool[start] = 0x70 | ((pool[start] ?? 0) & 0x0f);
  pool[start + 2] = 0x80 | ((pool[start + 2] ?? 0) & 0x3f);
  const rest = pool.toString('hex', start, start + 10);
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}
