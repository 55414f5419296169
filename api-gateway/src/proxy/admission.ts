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

/** Decides whether a request may go on; answers it with the problem when not. */
export function createAdmission(ports: AdmissionPorts): (exchange: Exchange) => Promise<boolean> {
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

  return async (exchange) => {
    if (!ports.isAllowedAddress(exchange.address)) {
      answerProblem(exchange, 'address-denied', 'This address is not on the allow list, or on the deny list.');
      return false;
    }
    const byAddress = ports.limits.ofAddress(exchange.address);
    if (!passes(exchange, byAddress instanceof Promise ? await byAddress : byAddress)) return false;

    const { authorization } = exchange.req.headers;
    // signing in again must work with a token that is no longer good
    if (authorization !== undefined && exchange.route.class !== 'auth' && authorization.startsWith('Bearer ')) {
      const checked = ports.checkToken(authorization.slice(7));
      const verdict = checked instanceof Promise ? await checked : checked;
      if (verdict.kind === 'refused') {
        answerProblem(exchange, verdict.code, verdict.detail, ['www-authenticate', 'Bearer error="invalid_token"']);
        return false;
      }
      if (verdict.kind === 'user') exchange.userId = verdict.userId;
    }

    const caller = exchange.userId === undefined ? exchange.address : `user:${exchange.userId}`;
    const byCaller = ports.limits.ofCaller(caller, exchange.route.class);
    return passes(exchange, byCaller instanceof Promise ? await byCaller : byCaller);
  };
}
