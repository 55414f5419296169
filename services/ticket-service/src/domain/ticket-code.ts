import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** Signs what the QR code shows, and checks what the door reads. */
export interface TicketSigner {
  /** `TL1.<key id>.<ticket id>.<signature>`, 56 URL-safe characters. */
  sign(ticketId: string): string;
  /** The id of the ticket that the code was signed for; undefined when no known key signed it. */
  verify(code: string): string | undefined;
}

// a code has 22 base64url characters for 16 bytes, of the id and of the signature
const shape = /^TL1\.([\w-]{6})\.([\w-]{22})\.([\w-]{22})$/;
// 128 bits: the service verifies every code itself, so guessing means asking it
const macBytes = 16;

interface Key {
  readonly id: string;
  readonly secret: KeyObject;
}

/**
 * A signer by HMAC-SHA-256. `current` signs; codes of `previous`, the key before a rotation, stay good. A key's id is
 * derived from its secret.
 */
export function createTicketSigner(current: string, previous?: string): TicketSigner {
  const signing = toKey(current);
  const keys = previous === undefined ? [signing] : [signing, toKey(previous)];

  function sign(ticketId: string): string {
    const payload = Buffer.from(ticketId.replaceAll('-', ''), 'hex').toString('base64url');
    return `TL1.${signing.id}.${payload}.${macOf(signing, payload).toString('base64url')}`;
  }

  function verify(code: string): string | undefined {
    const [, keyId = '', payload = '', signature = ''] = shape.exec(code) ?? [];
    const key = keys.find(({ id }) => id === keyId);
    if (key === undefined || !timingSafeEqual(Buffer.from(signature, 'base64url'), macOf(key, payload)))
      return undefined;
    const hex = Buffer.from(payload, 'base64url').toString('hex');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  return { sign, verify };
}

function toKey(secret: string): Key {
  const id = createHash('sha256').update(`ticket key id:${secret}`).digest('base64url').slice(0, 6);
  return { id, secret: createSecretKey(Buffer.from(secret)) };
}

function macOf({ id, secret }: Key, payload: string): Buffer {
  return createHmac('sha256', secret).update(`TL1.${id}.${payload}`).digest().subarray(0, macBytes);
}
