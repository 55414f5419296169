import type { ServiceName } from '@ticketlab/contracts/services';

/** Limits differ by what a request does; see limits/rate-limits.ts. */
export type RouteClass = 'read' | 'write' | 'auth' | 'purchase' | 'challenge';

export interface RouteMatch {
  upstream: ServiceName;
  class: RouteClass;
  /** Bounded label for logs and metrics: the prefix and whether it is a challenge, never the path. */
  label: string;
  /** A public catalogue read: a stale copy may stand in for it. */
  catalogue: boolean;
}

const upstreamOf: Record<string, ServiceName> = {
  users: 'user-service',
  events: 'event-service',
  tickets: 'ticket-service',
  orders: 'order-service',
  payments: 'payment-service',
  notifications: 'notification-service',
  audit: 'notification-service',
  chat: 'chat-service',
  lab: 'lab-controller',
};

const authRoutes = new Set([
  '/api/users/login',
  '/api/users/register',
  '/api/users/refresh',
  '/api/users/logout',
  '/api/users/password-reset',
  '/api/users/password-reset/confirm',
]);

// every match is built once, so that routing a request allocates nothing
const matches = new Map<string, RouteMatch>();

function matchFor(prefix: string, routeClass: RouteClass, catalogue: boolean): RouteMatch | undefined {
  const upstream = upstreamOf[prefix];
  if (upstream === undefined) return undefined;
  const key = `${prefix} ${routeClass} ${catalogue}`;
  let match = matches.get(key);
  if (match === undefined) {
    // what is slow on purpose is told apart, or it would spoil every figure about users
    const label = routeClass === 'challenge' ? `/api/${prefix}/challenge/*` : `/api/${prefix}/*`;
    match = { upstream, class: routeClass, label, catalogue };
    matches.set(key, match);
  }
  return match;
}

/**
 * Which upstream serves a path (without its query), or undefined when it is not proxied.
 * `/internal/` paths match nothing: they never leave the network of the services.
 */
export function matchRoute(method: string, path: string): RouteMatch | undefined {
  if (!path.startsWith('/api/')) return undefined;
  const end = path.indexOf('/', 5);
  const prefix = end === -1 ? path.slice(5) : path.slice(5, end);
  const reads = method === 'GET' || method === 'HEAD';
  if (path.startsWith('/challenge/', end)) return matchFor(prefix, 'challenge', false);
  if (authRoutes.has(path)) return matchFor(prefix, 'auth', false);
  if (reads) return matchFor(prefix, 'read', method === 'GET' && prefix === 'events');
  return matchFor(prefix, prefix === 'orders' || prefix === 'payments' ? 'purchase' : 'write', false);
}

/** `/api/users/health` and `/api/users/metrics` are the service's own `/health` and `/metrics`. */
export function upstreamPath(path: string): string {
  const service = /^\/api\/(?:users|events|tickets|orders|payments|notifications|chat|lab)(\/health|\/metrics)$/.exec(
    path,
  );
  return service?.[1] ?? path;
}

/** Dot segments, empty segments, backslashes and encoded separators could mean another path to the service behind. */
export function isAmbiguousPath(path: string): boolean {
  return /\/\/|\/\.{1,2}(?:\/|$)|\\|%2f|%5c|%2e|%00/i.test(path);
}
