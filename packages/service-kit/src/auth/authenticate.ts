import { ProblemError } from '../http/problem.ts';
import type { RouteAuth } from '../http/route.ts';
import { refused } from './access-token.ts';
import type { Auth } from './auth.ts';
import type { Caller } from './caller.ts';

/** The token of `Authorization: Bearer …`. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || !/^bearer /i.test(header)) return undefined;
  return header.slice(7).trim();
}

/**
 * Who calls a route that needs `auth`; null where nobody needs to be known.
 * @throws {ProblemError} when the route does not admit the caller
 */
export function authenticate(
  auth: Auth,
  needed: RouteAuth,
  authorization: string | undefined,
): Caller | null | Promise<Caller | null> {
  if (needed === 'public') return null;
  const token = bearerToken(authorization);
  if (token === undefined || token === '') {
    if (needed === 'optional') return null;
    throw refused('unauthenticated');
  }
  if (needed === 'service') return auth.verifyServiceToken(token);
  const verified = auth.verifyAccessToken(token);
  if (verified instanceof Promise) return verified.then(({ caller }) => admit(caller, needed));
  return admit(verified.caller, needed);
}

function admit(caller: Caller, needed: RouteAuth): Caller {
  if (needed === 'admin' && (caller.kind !== 'user' || caller.role !== 'ADMIN')) throw new ProblemError('forbidden');
  return caller;
}
