import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServiceName } from '@ticketlab/contracts/services';
import type { HttpFaults } from '@ticketlab/service-kit/faults/http-faults';
import { randomHex } from '@ticketlab/service-kit/telemetry/ids';
import type { RequestRecorder } from '../metrics.ts';
import { isAmbiguousPath, matchRoute, upstreamPath } from '../routing/route-table.ts';
import { answerProblem, type Exchange } from './exchange.ts';
import type { Upstream } from './upstream.ts';

export interface ProxyPorts {
  upstreamOf(name: ServiceName): Upstream | undefined;
  clientAddress(req: IncomingMessage): string;
  /** answers at once where nobody has to be asked */
  admit(exchange: Exchange): boolean | Promise<boolean>;
  relay(exchange: Exchange, upstream: Upstream): void;
  recorder: RequestRecorder;
  newId(): string;
  /** flat name/value list of headers that never vary: security headers */
  constantHeaders: readonly string[];
  /** headers that answer a browser's cross-origin call, empty for anybody else */
  corsHeaders(origin: string): readonly string[];
  servedBy: string;
  /** what the lab breaks here on purpose; undefined without it */
  faults: HttpFaults | undefined;
  /** a draining gateway closes its connections after the answer */
  isDraining(): boolean;
}

const saneRequestId = /^[\w.:-]{8,100}$/;
const saneTraceparent = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The hot path: request id, limits, token, bulkhead, breaker, instance. It runs before express, whose own work per
 * request costs as much as all of this (bench/gateway). Returns false for what is not proxied: express serves that.
 */
export function createProxyHandler(ports: ProxyPorts): (req: IncomingMessage, res: ServerResponse) => boolean {
  function run(exchange: Exchange, upstream: Upstream): void {
    try {
      const admitted = ports.admit(exchange);
      if (admitted === true) ports.relay(exchange, upstream);
      else if (admitted !== false) void runOnceAdmitted(admitted, exchange, upstream);
    } catch (error) {
      fail(error, exchange);
    }
  }

  /** LAB: the same, after what faults have in store for it. */
  async function runHarmed(faults: HttpFaults, exchange: Exchange, upstream: Upstream): Promise<void> {
    try {
      if (!(await harm(faults, exchange))) run(exchange, upstream);
    } catch (error) {
      fail(error, exchange);
    }
  }

  async function runOnceAdmitted(admitted: Promise<boolean>, exchange: Exchange, upstream: Upstream): Promise<void> {
    try {
      if (await admitted) ports.relay(exchange, upstream);
    } catch (error) {
      fail(error, exchange);
    }
  }

  function fail(error: unknown, exchange: Exchange): void {
    ports.recorder.unexpected(error, exchange);
    answerProblem(exchange, 'internal', 'The gateway failed to handle this request.');
  }

  return (req, res) => {
    const url = req.url ?? '/';
    const query = url.indexOf('?');
    const path = query === -1 ? url : url.slice(0, query);
    const method = req.method ?? 'GET';
    if (method === 'OPTIONS') return false;
    const route = matchRoute(method, path);
    const upstream = route === undefined ? undefined : ports.upstreamOf(route.upstream);
    if (route === undefined || upstream === undefined) return false;

    const given = req.headers['x-request-id'];
    const requestId = typeof given === 'string' && saneRequestId.test(given) ? given : ports.newId();
    const trace = req.headers.traceparent;
    const ownHeaders = ports.constantHeaders.concat('x-request-id', requestId);
    if (ports.isDraining()) ownHeaders.push('connection', 'close');
    if (req.headers.origin !== undefined) ownHeaders.push(...ports.corsHeaders(req.headers.origin));
    const exchange: Exchange = {
      req,
      res,
      route,
      path,
      target: query === -1 ? upstreamPath(path) : upstreamPath(path) + url.slice(query),
      requestId,
      traceparent:
        typeof trace === 'string' && saneTraceparent.test(trace) ? trace : `00-${randomHex(16)}-${randomHex(8)}-00`,
      address: ports.clientAddress(req),
      servedBy: ports.servedBy,
      startedAt: performance.now(),
      userId: undefined,
      ownHeaders,
      atEnd: [],
    };
    ports.recorder.begin();
    res.on('close', () => {
      for (const giveBack of exchange.atEnd) giveBack();
      ports.recorder.end(exchange);
    });
    if (isAmbiguousPath(path)) {
      answerProblem(
        exchange,
        'validation-failed',
        'The path has empty, dot or encoded segments; send it in plain form.',
      );
      return true;
    }
    if (ports.faults?.active === true) void runHarmed(ports.faults, exchange, upstream);
    else run(exchange, upstream);
    return true;
  };
}

/** LAB: the gateway's own part in a fault; what the lab itself needs is spared. */
function harm(faults: HttpFaults, exchange: Exchange): Promise<boolean> {
  return faults.harm({
    method: exchange.req.method ?? 'GET',
    route: exchange.route.label,
    // as the upstream will see it, so that /api/users/health is known for what it is
    path: upstreamPath(exchange.path),
    res: exchange.res,
    refuse: (code, detail) => answerProblem(exchange, code, detail),
  });
}
