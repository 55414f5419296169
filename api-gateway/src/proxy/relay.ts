import { BreakerOpenError, type Verdict } from '@ticketlab/service-kit/resilience/breaker';
import { HeadersTimeoutError } from '../http1/connection.ts';
import { type Attempt, type AttemptPorts, type AttemptSettings, createAttempt } from './attempt.ts';
import { answerProblem, type Exchange, toRetryAfter } from './exchange.ts';
import type { PooledInstance } from './instance-pools.ts';
import { serveStale } from './stale-copies.ts';
import { isStream, type Upstream } from './upstream.ts';

export interface RelayPorts extends AttemptPorts {
  onRetry(upstream: Upstream): void;
  onStale(upstream: Upstream): void;
}

/** Sends an admitted request through bulkhead and breaker to an instance, and answers it whatever happens. */
export function createRelay(settings: AttemptSettings, ports: RelayPorts) {
  const attempt = createAttempt(settings, ports);

  /** The whole call, retry included, which counts once for the breaker. */
  function call(exchange: Exchange, upstream: Upstream, settle: (verdict: Verdict) => void): void {
    const first = upstream.pick();
    if (first === undefined) {
      settle('failed');
      fail(exchange, upstream, 'service-unavailable', `No instance of ${upstream.name} is running.`);
      return;
    }
    const { method } = exchange.req;
    const another = (): PooledInstance | undefined => {
      if (method !== 'GET' && method !== 'HEAD') return undefined;
      const other = upstream.pick(first.instance);
      return other !== undefined && upstream.retries.tryWithdraw() ? other : undefined;
    };
    upstream.retries.deposit();
    attempt(exchange, upstream, first, another, (result) => {
      const other = result.kind === 'retry' ? result.on : isUnanswered(result, exchange) ? another() : undefined;
      if (other === undefined) {
        conclude(exchange, upstream, result, settle);
        return;
      }
      ports.onRetry(upstream);
      attempt(
        exchange,
        upstream,
        other,
        () => undefined,
        (second) => conclude(exchange, upstream, second, settle),
      );
    });
  }

  function conclude(exchange: Exchange, upstream: Upstream, result: Attempt, settle: (verdict: Verdict) => void): void {
    if (result.kind === 'gone') {
      settle('nothing');
    } else if (result.kind === 'answered') {
      settle(result.status >= 500 ? 'failed' : 'answered');
      // withheld in favour of a stale copy
      if (result.status >= 500 && !exchange.res.headersSent) serveStaleOr(exchange, upstream, () => undefined);
    } else {
      settle('failed');
      const { name } = upstream;
      if (result.kind === 'failed' && result.error instanceof HeadersTimeoutError) {
        fail(exchange, upstream, 'upstream-timeout', `${name} sent no answer within ${settings.headersTimeoutMs} ms.`);
      } else {
        fail(exchange, upstream, 'service-unavailable', `${name} cannot be reached right now.`);
      }
    }
  }

  function serveStaleOr(exchange: Exchange, upstream: Upstream, otherwise: () => void): void {
    if (exchange.route.catalogue && serveStale(ports.stale, exchange)) ports.onStale(upstream);
    else otherwise();
  }

  function fail(
    exchange: Exchange,
    upstream: Upstream,
    code: 'service-unavailable' | 'upstream-timeout' | 'circuit-open',
    detail: string,
    retryAfterMs = 1000,
  ): void {
    serveStaleOr(exchange, upstream, () => answerProblem(exchange, code, detail, toRetryAfter(retryAfterMs)));
  }

  /** Asks the breaker; answers the request itself when that refuses. */
  function admit(exchange: Exchange, upstream: Upstream): ((verdict: Verdict) => void) | undefined {
    try {
      return upstream.breaker.admit();
    } catch (error) {
      if (!(error instanceof BreakerOpenError)) throw error;
      const wait = error.retryAt - Date.now();
      fail(exchange, upstream, 'circuit-open', `Calls to ${upstream.name} fail; they are tried again shortly.`, wait);
      return undefined;
    }
  }

  return (exchange: Exchange, upstream: Upstream): void => {
    // whoever left during admission has been closed already: nobody would give the place back
    if (exchange.res.destroyed) return;
    const places = isStream(exchange) ? upstream.streams : upstream.requests;
    if (!places.tryEnter()) {
      answerProblem(exchange, 'overloaded', `Too many requests to ${upstream.name} are in flight.`, toRetryAfter(1000));
      return;
    }
    exchange.atEnd.push(() => places.leave());
    const settle = admit(exchange, upstream);
    if (settle === undefined) return;
    try {
      call(exchange, upstream, settle);
    } catch (error) {
      settle('nothing');
      throw error;
    }
  };
}

function isUnanswered(result: Attempt, { res }: Exchange): boolean {
  return result.kind === 'failed' && !res.headersSent && !res.destroyed;
}
