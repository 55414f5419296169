import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { signAccessToken, type TokenTerms } from '@ticketlab/service-kit/auth/access-token';
import type { AccessTokens } from '../usecases/ports.ts';

export interface PublicKeySet {
  keys: Record<string, unknown>[];
}

/** Issues access tokens under the current key; the key set also holds the one before it, whose tokens still circulate. */
export function createSigningKeys(
  keys: { privateKey: KeyObject; previous: KeyObject | undefined },
  terms: TokenTerms & { expiresInSeconds: number },
  clock: () => Date,
): AccessTokens & { keySet: PublicKeySet } {
  const current = toJwk(createPublicKey(keys.privateKey));
  const previous = keys.previous === undefined ? [] : [toJwk(keys.previous)];
  const signingKey = { kid: current.kid, privateKey: keys.privateKey };
  return {
    keySet: { keys: [current, ...previous] },
    issue: (user) => ({
      accessToken: signAccessToken(signingKey, user, { ...terms, now: clock() }),
      expiresIn: terms.expiresInSeconds,
    }),
  };
}

/** The `kid` is the key's thumbprint (RFC 7638), so every replica gives one key the same name. */
function toJwk(key: KeyObject) {
  const { crv, kty, x, y } = key.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' };
}
