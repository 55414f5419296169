import { idSchema } from '@ticketlab/contracts/primitives';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import type { Route } from '@ticketlab/service-kit/http/route';
import type { RequestHandler } from 'express';

const oneBelow = /^\/api\/users\/([^/]+)$/;

/**
 * What stands right below `/api/users/` is the id of an account or a word of ours. Without this, any other name would
 * be looked up as an account, and `GET /api/users/login` too.
 */
export function refuseOtherNames(routes: readonly Route[]): RequestHandler {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes) methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);

  return (req, _res, next) => {
    const name = oneBelow.exec(req.path)?.[1];
    if (name === undefined || idSchema.safeParse(name).success) {
      next();
      return;
    }
    const known = methods.get(req.path);
    if (known === undefined) throw new ProblemError('route-not-found');
    const allowed = known.includes('GET') ? [...known, 'HEAD'] : known;
    if (!allowed.includes(req.method)) {
      throw new ProblemError('method-not-allowed', undefined, { headers: { allow: allowed.join(', ') } });
    }
    next();
  };
}
