import { context as otelContext, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../auth/caller.ts';
import type { Kit } from '../kit.ts';
import { type RequestContext, runInContext } from '../telemetry/context.ts';
import { uuidv7 } from '../telemetry/ids.ts';
import { logEvents } from '../telemetry/log-events.ts';
import { parseTraceparent, toParentContext, toTraceparent } from '../telemetry/traceparent.ts';
import { createRouteMeter, type RouteMeter } from './route-meter.ts';

/** One request and its answer, from first header to last byte. */
export interface Exchange {
  readonly context: RequestContext;
  readonly startedAt: number;
  /** Aborts when the client leaves before the answer is complete. */
  readonly abort: AbortController;
  /** Null for what is not measured: probes and metrics. */
  meter: RouteMeter | null;
  caller: Caller | null;
  /** What made it fail, for the request's log line. */
  error: unknown;
}

const sane = /^[\w.:-]{8,128}$/;
const tracer = trace.getTracer('ticketlab');
const clientLeft = 499;

export function exchangeOf(res: Response): Exchange {
  return res.locals['exchange'] as Exchange;
}

/** First middleware: ids in and out, context, span, and one log line and one observation when it is over. */
export function createExchanges(kit: Kit): RequestHandler {
  const unmatched = new Map<string, RouteMeter>();
  const servedBy = `${kit.name}/${kit.instance}`;
  const { httpInFlight } = kit.metrics;

  function unmatchedMeter(method: string): RouteMeter {
    const known = unmatched.get(method);
    if (known !== undefined) return known;
    const meter = createRouteMeter(kit.metrics, method, 'unmatched');
    unmatched.set(method, meter);
    return meter;
  }

  function finish(req: Request, res: Response, exchange: Exchange, span: Span): void {
    httpInFlight.count--;
    const complete = res.writableFinished;
    if (!complete) exchange.abort.abort();
    const status = complete ? res.statusCode : clientLeft;
    const seconds = (performance.now() - exchange.startedAt) / 1000;
    exchange.meter?.observe(status, seconds);
    if (span.isRecording()) {
      span.updateName(`${req.method} ${exchange.meter?.template ?? req.path}`);
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
    logRequest(kit, req, exchange, status, seconds);
  }

  return (req, res, next) => {
    const now = Date.now();
    const parent = parseTraceparent(req.headers.traceparent as string | undefined);
    const parentContext = toParentContext(parent);
    const span = tracer.startSpan(req.method, { kind: SpanKind.SERVER }, parentContext);
    const given = req.headers['x-request-id'];
    const requestId = typeof given === 'string' && sane.test(given) ? given : uuidv7(now);
    const context: RequestContext = { requestId, ...toTraceparent(span, parent) };
    const exchange: Exchange = {
      context,
      startedAt: performance.now(),
      abort: new AbortController(),
      meter: unmatchedMeter(req.method),
      caller: null,
      error: undefined,
    };
    res.locals['exchange'] = exchange;
    res.setHeader('x-request-id', requestId);
    res.setHeader('traceparent', context.traceparent);
    res.setHeader('x-served-by', servedBy);
    if (kit.health.draining) res.setHeader('connection', 'close');
    httpInFlight.count++;
    res.once('close', () => {
      finish(req, res, exchange, span);
    });
    if (span.isRecording()) {
      otelContext.with(trace.setSpan(parentContext, span), () => {
        runInContext(context, next);
      });
    } else {
      runInContext(context, next);
    }
  };
}

function logRequest(kit: Kit, req: Request, exchange: Exchange, status: number, seconds: number): void {
  const level =
    exchange.meter === null ? 'debug' : status === 500 ? 'error' : status > 500 ? 'warn' : logEvents.request.level;
  if (!kit.log.isLevelEnabled(level)) return;
  const { requestId, traceId, userId } = exchange.context;
  const fields = {
    event: 'request',
    requestId,
    traceId,
    ...(userId === undefined ? {} : { userId }),
    method: req.method,
    route: exchange.meter?.template,
    path: req.originalUrl.split('?', 1)[0],
    status,
    durationMs: Math.round(seconds * 1e5) / 100,
    ...(exchange.caller?.kind === 'service' ? { callingService: exchange.caller.service } : {}),
    ...(exchange.error === undefined ? {} : { err: exchange.error }),
  };
  kit.log[level](fields, 'request');
}
