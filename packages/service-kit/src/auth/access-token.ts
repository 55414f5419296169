import type { KeyObject } from 'node:crypto';
import { roleSchema, type Role } from '@ticketlab/contracts/primitives';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { ProblemError } from '../http/problem.ts';
import type { UserCaller } from './caller.ts';

export interface TokenTerms {
  readonly issuer: string;
  readonly audience: string;
}

/** An access token that was found good. Times are Unix milliseconds. */
export interface VerifiedToken {
  readonly caller: UserCaller;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const claimsSchema = z.object({
  sub: z.string().min(1),
  role: roleSchema,
  sid: z.string().min(1),
  iat: z.number(),
  exp: z.number(),
});

/**
 * Signs an access token (ES256, `kid` in the header). `iat` keeps its milliseconds, so that a token issued right after
 * a revocation of all of the user's sessions is not taken for one issued before it.
 */
export function signAccessToken(
  key: { readonly kid: string; readonly privateKey: KeyObject },
  user: { readonly userId: string; readonly role: Role; readonly sessionId: string },
  terms: TokenTerms & { readonly now: Date; readonly expiresInSeconds: number },
): string {
  const iat = terms.now.getTime() / 1000;
  const claims = {
    sub: user.userId,
    role: user.role,
    sid: user.sessionId,
    iat,
    exp: Math.floor(iat) + terms.expiresInSeconds,
  };
  return jwt.sign(claims, key.privateKey, {
    algorithm: 'ES256',
    keyid: key.kid,
    issuer: terms.issuer,
    audience: terms.audience,
  });
}

/** The `kid` of a token that claims to be ES256; undefined for anything else. */
export function keyIdOf(token: string): string | undefined {
  const header = jwt.decode(token, { complete: true })?.header;
  return header?.alg === 'ES256' ? header.kid : undefined;
}

/** @throws {ProblemError} `token-expired` or `unauthenticated` */
export function checkAccessToken(token: string, key: KeyObject, terms: TokenTerms): VerifiedToken {
  let payload: unknown;
  try {
    payload = jwt.verify(token, key, { algorithms: ['ES256'], issuer: terms.issuer, audience: terms.audience });
  } catch (error) {
    throw error instanceof jwt.TokenExpiredError ? refused('token-expired') : refused('unauthenticated');
  }
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) throw refused('unauthenticated');
  const { sub, role, sid, iat, exp } = claims.data;
  return {
    caller: { kind: 'user', userId: sub, role, sessionId: sid },
    issuedAt: iat * 1000,
    expiresAt: exp * 1000,
  };
}

export function refused(code: 'token-expired' | 'unauthenticated' | 'session-revoked', detail?: string): ProblemError {
  return new ProblemError(code, detail, { headers: { 'www-authenticate': 'Bearer' } });
}
