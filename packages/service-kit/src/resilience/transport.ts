import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ServiceName } from '@ticketlab/contracts/services';
import { Agent, errors } from 'undici';
import type { Kit } from '../kit.ts';
import { currentContext } from '../telemetry/context.ts';
import { parseTraceparent, toTraceparent } from '../telemetry/traceparent.ts';
import type { Instance } from './discovery.ts';
import { UpstreamUnavailableError } from './upstream-errors.ts';

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

interface RawCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Sends one try of a call to one instance, with the service token and the ids of the current request. */
export interface Transport {
  /** @throws {UpstreamUnavailableError} when no answer came; the caller's own abort is passed on as it is */
  send(instance: Instance, call: RawCall): Promise<RawAnswer>;
  close(): Promise<void>;
}

const connectTimeoutMs = 500;
const tracer = trace.getTracer('ticketlab');
const refusals = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

export function createTransport(kit: Pick<Kit, 'auth'>, target: ServiceName): Transport {
  const agent = new Agent({
    connections: 50,
    pipelining: 1,
    keepAliveTimeout: 4_000, // shorter than the server's, so that no call meets a closing connection
    keepAliveMaxTimeout: 60_000,
    connect: { timeout: connectTimeoutMs },
  });

  async function send(instance: Instance, call: RawCall): Promise<RawAnswer> {
    const span = tracer.startSpan(`${call.method} ${target}`, { kind: SpanKind.CLIENT });
    const timeout = AbortSignal.timeout(call.timeoutMs);
    const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);
    try {
      const response = await agent.request({
        origin: `http://${instance.host}:${instance.port}`,
        method: call.method,
        path: call.path,
        headers: headersOf(call, kit.auth.serviceTokenFor(target), toOutgoing(span)),
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        signal,
      });
      span.setAttribute('http.response.status_code', response.statusCode);
      return { status: response.statusCode, text: await response.body.text() };
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (call.signal?.aborted === true) throw error;
      throw toUnavailable(target, error, timeout.aborted, call.timeoutMs);
    } finally {
      span.end();
    }
  }

  return { send, close: () => agent.destroy() };
}

function toOutgoing(span: ReturnType<typeof tracer.startSpan>): { traceparent: string; requestId?: string } {
  const context = currentContext();
  const { traceparent } = toTraceparent(span, parseTraceparent(context?.traceparent));
  return context === undefined ? { traceparent } : { traceparent, requestId: context.requestId };
}

function headersOf(call: RawCall, token: string, ids: { traceparent: string; requestId?: string }) {
  const headers: Record<string, string> = {
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    traceparent: ids.traceparent,
  };
  if (ids.requestId !== undefined) headers['x-request-id'] = ids.requestId;
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  return headers;
}

function toUnavailable(target: string, error: unknown, timedOut: boolean, timeoutMs: number): UpstreamUnavailableError {
  const code = codeOf(error);
  if (refusals.has(code)) {
    return new UpstreamUnavailableError(target, 'refused', `refuses connections (${code})`, {
      notSent: true,
      cause: error,
    });
  }
  if (error instanceof errors.ConnectTimeoutError) {
    return new UpstreamUnavailableError(target, 'timeout', 'no connection in time', { notSent: true, cause: error });
  }
  if (timedOut || error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return new UpstreamUnavailableError(target, 'timeout', `no answer within ${timeoutMs} ms`, { cause: error });
  }
  return new UpstreamUnavailableError(target, 'connection', `connection lost (${code})`, { cause: error });
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
