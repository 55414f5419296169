import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/**
 * `<session id>.<family>.<secret>`. The family part stays the same for the whole session and the secret changes with
 * every refresh, so a token whose family is right and whose secret is not the current one has been used before. The
 * session id alone, which every access token shows, is not enough to end somebody's session.
 */
export interface RefreshToken {
  readonly sessionId: string;
  readonly family: string;
  readonly secret: string;
}

const familyBytes = 16;
const secretBytes = 32;
const format = /^([0-9a-f-]{36})\.([\w-]{22})\.([\w-]{43})$/;

export function issueRefreshToken(sessionId: string): RefreshToken {
  return { sessionId, family: random(familyBytes), secret: random(secretBytes) };
}

export function succeed(token: RefreshToken): RefreshToken {
  return { ...token, secret: random(secretBytes) };
}

export function toText({ sessionId, family, secret }: RefreshToken): string {
  return `${sessionId}.${family}.${secret}`;
}

export function parseRefreshToken(text: string): RefreshToken | null {
  const match = format.exec(text);
  if (match === null) return null;
  const [, sessionId = '', family = '', secret = ''] = match;
  return { sessionId, family, secret };
}

/** SHA-256 in base64url. The parts are random, so nothing slower is needed. */
export function hashOf(part: string): string {
  return createHash('sha256').update(part).digest('base64url');
}

/**
 * The successor's secret, readable only by whoever holds the token it follows. So a second tab can be given the same
 * successor although the store knows nothing but hashes.
 */
export function sealSuccessor(token: RefreshToken, successor: RefreshToken): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(token), nonce);
  return Buffer.concat([nonce, cipher.update(successor.secret), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

export function openSuccessor(token: RefreshToken, sealed: string): RefreshToken {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(token), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  const secret = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString();
  return { ...token, secret };
}

function sealingKey(token: RefreshToken): Buffer {
  return Buffer.from(hkdfSync('sha256', token.secret, token.sessionId, 'refresh-successor', 32));
}

function random(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}
