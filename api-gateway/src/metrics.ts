import type { Kit } from '@ticketlab/service-kit/kit';
import { logEvent } from '@ticketlab/service-kit/telemetry/log-events';
import type { Exchange } from './proxy/exchange.ts';

/** Counts, times and logs every proxied request once, when its answer is over. */
export interface RequestRecorder {
  begin(): void;
  end(exchange: Exchange): void;
  unexpected(error: unknown, exchange: Exchange): void;
}

export function createRequestRecorder(kit: Pick<Kit, 'metrics' | 'log'>): RequestRecorder {
  const { httpDuration, httpInFlight } = kit.metrics;
  // looking a label set up costs more than observing it
  const bound = new Map<string, { observe(seconds: number): void }>();

  function durationOf(method: string, route: string, status: number): { observe(seconds: number): void } {
    const key = `${method} ${route} ${status}`;
    const known = bound.get(key);
    if (known !== undefined) return known;
    const child = httpDuration.labels(method, route, String(status));
    bound.set(key, child);
    return child;
  }

  return {
    begin() {
      httpInFlight.count += 1;
    },
    end(exchange) {
      const { req, res, route } = exchange;
      httpInFlight.count -= 1;
      const seconds = (performance.now() - exchange.startedAt) / 1000;
      const status = res.writableFinished ? res.statusCode : 499;
      durationOf(req.method ?? 'GET', route.label, status).observe(seconds);
      logEvent(kit.log, 'request', {
        requestId: exchange.requestId,
        traceId: exchange.traceparent.slice(3, 35),
        userId: exchange.userId,
        method: req.method,
        path: exchange.path,
        route: route.label,
        upstream: route.upstream,
        status,
        durationMs: Math.round(seconds * 1e6) / 1e3,
      });
    },
    unexpected(error, exchange) {
      kit.log.error({ err: error, requestId: exchange.requestId }, 'the gateway failed to handle a request');
    },
  };
}

/** What the gateway counts beyond requests. */
export function createGatewayMetrics(kit: Pick<Kit, 'metrics'>) {
  return {
    limited: kit.metrics.counter('rate_limited_total', 'Requests refused by a rate limit', ['class'] as const),
    limiterDown: kit.metrics.counter('rate_limiter_unavailable_total', 'Requests let through because Redis was away'),
    retries: kit.metrics.counter('gateway_retries_total', 'Requests tried on another instance', ['upstream'] as const),
    stale: kit.metrics.counter('gateway_stale_answers_total', 'Catalogue answers from a stale copy', [
      'upstream',
    ] as const),
    sockets: kit.metrics.gauge('gateway_upgrades_open', 'WebSocket connections through the gateway', [
      'upstream',
    ] as const),
  };
}
