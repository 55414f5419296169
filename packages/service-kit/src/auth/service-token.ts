import { createSecretKey, type KeyObject } from 'node:crypto';
import { isServiceName, type ServiceName } from '@ticketlab/contracts/services';
import jwt from 'jsonwebtoken';
import { refused } from './access-token.ts';
import type { ServiceCaller } from './caller.ts';

const lifetimeSeconds = 60;

export function toServiceKey(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret, 'utf8'));
}

/** A token, good for 60 s, with which `issuer` calls internal routes of `audience`. */
export function mintServiceToken(key: KeyObject, issuer: ServiceName, audience: ServiceName, now = Date.now()): string {
  const iat = Math.floor(now / 1000);
  const claims = { iss: issuer, aud: audience, iat, exp: iat + lifetimeSeconds };
  return jwt.sign(claims, key, { algorithm: 'HS256' });
}

/** @throws {ProblemError} `unauthenticated`, also for a token that was minted for another service */
export function verifyServiceToken(
  key: KeyObject,
  token: string,
  audience: ServiceName,
): { caller: ServiceCaller; expiresAt: number } {
  let payload: string | jwt.JwtPayload;
  try {
    payload = jwt.verify(token, key, { algorithms: ['HS256'], audience });
  } catch {
    throw refused('unauthenticated', 'A service token for this service is needed.');
  }
  if (typeof payload === 'string' || payload.iss === undefined || !isServiceName(payload.iss) || !payload.exp) {
    throw refused('unauthenticated', 'A service token for this service is needed.');
  }
  return { caller: { kind: 'service', service: payload.iss }, expiresAt: payload.exp * 1000 };
}
