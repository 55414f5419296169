import { toLimitKey } from '../limits/client-address.ts';
import type { LimitVerdict } from '../limits/leased-limiter.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { RouteMatch } from '../routing/route-table.ts';
import { answerProblem, type Exchange, toRetryAfter } from './exchange.ts';

/** Who a bearer token names; `unknown` when it cannot be checked right now. */
export type TokenVerdict =
  | { kind: 'user'; userId: string }
  | { kind: 'unknown' }
  | {
      kind: 'refused';
      code: 'unauthenticated' | 'token-expired' | 'session-revoked' | 'account-locked';
      detail: string;
    };

export interface AdmissionPorts {
  isAllowedAddress(address: string): boolean;
  limits: RateLimits;
  /** Answers at once for a token seen before. */
  checkToken(token: string): TokenVerdict | Promise<TokenVerdict>;
  onLimited(route: RouteMatch): void;
  onLimiterDown(): void;
}

/** Decides whether a request may go on; answers it with the problem when not. At once where nobody has to be asked. */
export function createAdmission(ports: AdmissionPorts): (exchange: Exchange) => boolean | Promise<boolean> {
  function passes(exchange: Exchange, verdict: LimitVerdict): boolean {
    if (verdict.allowed) {
      if (verdict.failedOpen) ports.onLimiterDown();
      return true;
    }
    ports.onLimited(exchange.route);
    const seconds = String(Math.max(1, Math.ceil(verdict.resetMs / 1000)));
    answerProblem(
      exchange,
      'rate-limited',
      `At most ${verdict.limit} such requests a minute; try again in ${seconds} s.`,
      [
        ...toRetryAfter(verdict.resetMs),
        'ratelimit-limit',
        String(verdict.limit),
        'ratelimit-remaining',
        '0',
        'ratelimit-reset',
        seconds,
      ],
    );
    return false;
  }

  function checkCaller(exchange: Exchange): boolean | Promise<boolean> {
    const caller = exchange.userId === undefined ? toLimitKey(exchange.address) : `user:${exchange.userId}`;
    return whenKnown(ports.limits.ofCaller(caller, exchange.route.class), (verdict) => passes(exchange, verdict));
  }

  function checkToken(exchange: Exchange): boolean | Promise<boolean> {
    const { authorization } = exchange.req.headers;
    // signing in again must work with a token that is no longer good
    if (authorization === undefined || exchange.route.class === 'auth' || !authorization.startsWith('Bearer ')) {
      return checkCaller(exchange);
    }
    return whenKnown(ports.checkToken(authorization.slice(7)), (verdict) => {
      if (verdict.kind === 'refused') {
        answerProblem(exchange, verdict.code, verdict.detail, ['www-authenticate', 'Bearer error="invalid_token"']);
        return false;
      }
      if (verdict.kind === 'user') exchange.userId = verdict.userId;
      return checkCaller(exchange);
    });
  }

  return (exchange) => {
    if (!ports.isAllowedAddress(exchange.address)) {
      answerProblem(exchange, 'address-denied', 'This address is not on the allow list, or on the deny list.');
      return false;
    }
    return whenKnown(
      ports.limits.ofAddress(toLimitKey(exchange.address)),
      (verdict) => passes(exchange, verdict) && checkToken(exchange),
    );
  };
}

/** Goes on at once with a value that is there already. */
function whenKnown<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
