import { tabMemory } from './tab-memory.ts';

interface Wish {
  content: string;
  key: string;
}

/**
 * The idempotency key of a wish, such as to order these seats: the same for the same content until the wish is forgotten,
 * over double clicks and reloads.
 */
export function wishKey(name: string, content: unknown): string {
  const wanted = JSON.stringify(content);
  const known = tabMemory.read(`wish-${name}`) as Wish | null;
  if (known?.content === wanted) return known.key;
  const key = newKey();
  tabMemory.write(`wish-${name}`, { content: wanted, key } satisfies Wish);
  return key;
}

/** The wish was granted or refused for good: wanting the same again is another wish. */
export function forgetWish(name: string): void {
  tabMemory.forget(`wish-${name}`);
}

// crypto.randomUUID exists only on https and on this machine
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether this was wished for and no answer has come: asking again with the same key is safe. */
export function isWishOpen(name: string, content: unknown): boolean {
  return (tabMemory.read(`wish-${name}`) as Wish | null)?.content === JSON.stringify(content);
}
