import type { ServiceName } from '@ticketlab/contracts/services';
import { checkAccessToken, keyIdOf, refused, type TokenTerms, type VerifiedToken } from './access-token.ts';
import type { ServiceCaller } from './caller.ts';
import type { KeySource } from './jwks.ts';
import type { Revocation, Revocations } from './revocations.ts';
import { mintServiceToken, toServiceKey, verifyServiceToken } from './service-token.ts';
import { createTokenCache } from './token-cache.ts';

/** Who is calling. All checks are local but the rare loading of keys. */
export interface Auth {
  /**
   * Synchronous (not a promise) when the token or its key is known, which is nearly always.
   * @throws {ProblemError} `unauthenticated`, `token-expired`, `session-revoked` or `signing-keys-unavailable`
   */
  verifyAccessToken(token: string): VerifiedToken | Promise<VerifiedToken>;
  /** @throws {ProblemError} `unauthenticated` */
  verifyServiceToken(token: string): ServiceCaller;
  /** A token for calling internal routes of `audience`. */
  serviceTokenFor(audience: ServiceName): string;
  /** False for a token whose session has ended since it was verified. */
  isActive(token: VerifiedToken): boolean;
  onRevoked(listener: (revocation: Revocation) => void): void;
}

const serviceTokenReuseMs = 30_000;

export function createAuth(options: {
  service: ServiceName;
  terms: TokenTerms;
  serviceSecret: string;
  keys: KeySource;
  revocations: Revocations;
}): Auth {
  const { service, terms, keys, revocations } = options;
  const serviceKey = toServiceKey(options.serviceSecret);
  const verified = createTokenCache<VerifiedToken>(10_000);
  const callers = createTokenCache<{ caller: ServiceCaller; expiresAt: number }>(1_000);
  const minted = new Map<ServiceName, { token: string; until: number }>();

  function active(token: VerifiedToken): VerifiedToken {
    if (revocations.isRevoked(token)) throw refused('session-revoked');
    return token;
  }

  function check(token: string, key: Parameters<typeof checkAccessToken>[1]): VerifiedToken {
    const result = checkAccessToken(token, key, terms);
    verified.set(token, result);
    return active(result);
  }

  async function checkWithLoadedKey(token: string, kid: string): Promise<VerifiedToken> {
    const key = await keys.find(kid);
    if (key === undefined) throw refused('unauthenticated');
    return check(token, key);
  }

  return {
    verifyAccessToken(token) {
      const cached = verified.get(token);
      if (cached !== undefined) return active(cached);
      const kid = keyIdOf(token);
      if (kid === undefined) throw refused('unauthenticated');
      const key = keys.known(kid);
      return key === undefined ? checkWithLoadedKey(token, kid) : check(token, key);
    },
    verifyServiceToken(token) {
      let entry = callers.get(token);
      if (entry === undefined) {
        entry = verifyServiceToken(serviceKey, token, service);
        callers.set(token, entry);
      }
      return entry.caller;
    },
    serviceTokenFor(audience) {
      const now = Date.now();
      const known = minted.get(audience);
      if (known !== undefined && known.until > now) return known.token;
      const token = mintServiceToken(serviceKey, service, audience, now);
      minted.set(audience, { token, until: now + serviceTokenReuseMs });
      return token;
    },
    isActive: (token) => token.expiresAt > Date.now() && !revocations.isRevoked(token),
    onRevoked: (listener) => revocations.onRevoked(listener),
  };
}
