import { createRouteMeter, type RouteMeter } from '@ticketlab/service-kit/http/route-meter';
import type { Kit } from '@ticketlab/service-kit/kit';
import { createRequestLog } from '@ticketlab/service-kit/telemetry/request-log';
import type { Exchange } from './proxy/exchange.ts';

/** Counts, times and logs every proxied request once, when its answer is over. */
export interface RequestRecorder {
  begin(): void;
  end(exchange: Exchange): void;
  unexpected(error: unknown, exchange: Exchange): void;
}

export function createRequestRecorder(kit: Pick<Kit, 'metrics' | 'log'>): RequestRecorder {
  const { httpInFlight } = kit.metrics;
  const logRequest = createRequestLog(kit.log);
  const meters = new Map<string, RouteMeter>();

  function meterOf(method: string, template: string): RouteMeter {
    const key = method + template;
    let meter = meters.get(key);
    if (meter === undefined) {
      meter = createRouteMeter(kit.metrics, method, template);
      meters.set(key, meter);
    }
    return meter;
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
      meterOf(req.method ?? 'GET', route.label).observe(status, seconds);
      logRequest({
        requestId: exchange.requestId,
        traceId: exchange.traceparent.slice(3, 35),
        userId: exchange.userId,
        method: req.method ?? 'GET',
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
