import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import type { RequestHandler } from 'express';
import { toLimitKey } from '../limits/client-address.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { RouteClass } from '../routing/route-table.ts';

/** The limits of what the gateway answers itself: by address, and challenges by their class as well. */
export function createOwnLimits(ports: {
  clientAddress(req: IncomingMessage): string;
  limits: RateLimits;
  onLimited(routeClass: RouteClass): void;
}): RequestHandler {
  return async (req, _res, next) => {
    const key = toLimitKey(ports.clientAddress(req));
    const routeClass = req.path.startsWith('/api/challenge/') ? 'challenge' : 'read';
    const byAddress = await ports.limits.ofAddress(key);
    const verdict =
      byAddress.allowed && routeClass === 'challenge' ? await ports.limits.ofCaller(key, routeClass) : byAddress;
    if (verdict.allowed) {
      next();
      return;
    }
    ports.onLimited(routeClass);
    const seconds = String(Math.max(1, Math.ceil(verdict.resetMs / 1000)));
    next(
      new ProblemError('rate-limited', `At most ${verdict.limit} such requests a minute; try again in ${seconds} s.`, {
        headers: {
          'retry-after': seconds,
          'ratelimit-limit': String(verdict.limit),
          'ratelimit-remaining': '0',
          'ratelimit-reset': seconds,
        },
      }),
    );
  };
}
