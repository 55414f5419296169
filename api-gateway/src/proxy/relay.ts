import type { Instance } from '@ticketlab/service-kit/resilience/discovery';
import { answerProblem, type Exchange, toRetryAfter } from './exchange.ts';
import { ClientGoneError, forward, type Forwarded, type ResponseSink } from './forward.ts';
import { createResponseHeaders, type ReceivedHeaders, toUpstreamHeaders } from './headers.ts';
import type { PooledInstance } from './instance-pools.ts';
import type { StaleCache } from './stale-cache.ts';
import { captureForStale, serveStale } from './stale-copies.ts';
import type { Upstream } from './upstream.ts';
import { BreakerOpenError, type CallOutcome } from './upstream-breaker.ts';

export interface RelaySettings {
  headersTimeoutMs: number;
  idleTimeoutMs: number;
  streamIdleTimeoutMs: number;
  /** lower-case names of headers that the gateway sets itself */
  ownHeaderNames: ReadonlySet<string>;
}

export interface RelayPorts {
  stale: StaleCache;
  onUnreachable(instance: Instance): void;
  onRetry(upstream: Upstream): void;
  onStale(upstream: Upstream): void;
}

// the service could not be asked or says itself that it could not do it: another instance may
const retryable = new Set([502, 503, 504]);

type Attempt =
  | { kind: 'answered'; status: number }
  | { kind: 'retry'; on: PooledInstance }
  | { kind: 'failed'; error: Error }
  | { kind: 'gone' };

/** Sends an admitted request through bulkhead and breaker to an instance, and answers it whatever happens. */
export function createRelay(settings: RelaySettings, ports: RelayPorts) {
  const toClientHeaders = createResponseHeaders(settings.ownHeaderNames);

  /** One try at one instance. `another` finds an instance that could better this one's answer, which then stays unsent. */
  async function attempt(
    exchange: Exchange,
    upstream: Upstream,
    pooled: PooledInstance,
    another: () => PooledInstance | undefined,
  ): Promise<Attempt> {
    const { req, res } = exchange;
    const hasBody = req.headers['content-length'] !== undefined || req.headers['transfer-encoding'] !== undefined;
    const place = { taken: true };
    let withheldFor: PooledInstance | undefined;
    const sink: ResponseSink = { onHeaders, onChunk: null, onEnd: null };

    function onHeaders(status: number, received: ReceivedHeaders): string[] | null {
      if (retryable.has(status)) withheldFor = another();
      if (withheldFor !== undefined) return null;
      if (status >= 500 && exchange.route.catalogue && ports.stale.get(exchange.target) !== undefined) return null;
      const headers = toClientHeaders(received, exchange.ownHeaders);
      if (exchange.route.catalogue && status === 200) captureForStale(ports.stale, exchange.target, headers, sink);
      return headers;
    }

    const call: Forwarded = forward(
      {
        dispatcher: pooled.dispatcher,
        method: req.method ?? 'GET',
        path: exchange.target,
        headers: toUpstreamHeaders(req.rawHeaders, req.headers.connection, [
          'host',
          pooled.authority,
          'x-request-id',
          exchange.requestId,
          'traceparent',
          exchange.traceparent,
          'x-forwarded-for',
          exchange.address,
          'x-forwarded-host',
          req.headers.host ?? '',
        ]),
        body: hasBody ? req : null,
        headersTimeoutMs: settings.headersTimeoutMs,
        idleTimeoutMs: isStream(exchange) ? settings.streamIdleTimeoutMs : settings.idleTimeoutMs,
      },
      res,
      sink,
    );
    pooled.inFlight += 1;
    const leave = (): void => {
      if (place.taken) pooled.inFlight -= 1;
      place.taken = false;
    };
    exchange.atEnd.push(() => {
      if (!place.taken) return;
      leave();
      // a client that leaves cancels the call, unless everybody waits for the verdict of this probe
      if (!res.writableFinished && !upstream.breaker.probing) call.abort();
    });
    try {
      const status = await call.headers;
      if (withheldFor === undefined) return { kind: 'answered', status };
      leave();
      return { kind: 'retry', on: withheldFor };
    } catch (error) {
      if (error instanceof ClientGoneError || clientLeft(exchange, upstream)) return { kind: 'gone' };
      if (isUnreachable(error)) ports.onUnreachable(pooled.instance);
      return { kind: 'failed', error: error as Error };
    }
  }

  /** The whole call, retry included, which counts once for the breaker. */
  async function call(exchange: Exchange, upstream: Upstream): Promise<CallOutcome> {
    const first = upstream.pick();
    if (first === undefined) {
      fail(exchange, upstream, 'service-unavailable', `No instance of ${upstream.name} is running.`);
      return 'failure';
    }
    const { method } = exchange.req;
    const another = (): PooledInstance | undefined => {
      if (method !== 'GET' && method !== 'HEAD') return undefined;
      const other = upstream.pick(first.instance);
      return other !== undefined && upstream.retries.tryWithdraw() ? other : undefined;
    };
    upstream.retries.deposit();
    let result = await attempt(exchange, upstream, first, another);
    const other = result.kind === 'retry' ? result.on : isUnanswered(result, exchange) ? another() : undefined;
    if (other !== undefined) {
      ports.onRetry(upstream);
      result = await attempt(exchange, upstream, other, () => undefined);
    }
    switch (result.kind) {
      case 'gone':
        return 'ignored';
      case 'answered':
        // withheld in favour of a stale copy
        if (result.status >= 500 && !exchange.res.headersSent) serveStaleOr(exchange, upstream, () => undefined);
        return result.status >= 500 ? 'failure' : 'success';
      default: {
        const timedOut =
          result.kind === 'failed' && (result.error as NodeJS.ErrnoException).code === 'UND_ERR_HEADERS_TIMEOUT';
        if (timedOut) {
          fail(
            exchange,
            upstream,
            'upstream-timeout',
            `${upstream.name} sent no answer within ${settings.headersTimeoutMs} ms.`,
          );
        } else {
          fail(exchange, upstream, 'service-unavailable', `${upstream.name} cannot be reached right now.`);
        }
        return 'failure';
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

  return async (exchange: Exchange, upstream: Upstream): Promise<void> => {
    // whoever left during admission has been closed already: nobody would give the place back
    if (exchange.res.destroyed) return;
    const places = isStream(exchange) ? upstream.streams : upstream.requests;
    if (!places.tryEnter()) {
      answerProblem(exchange, 'overloaded', `Too many requests to ${upstream.name} are in flight.`, toRetryAfter(1000));
      return;
    }
    exchange.atEnd.push(() => places.leave());
    try {
      await upstream.breaker.run(() => call(exchange, upstream));
    } catch (error) {
      if (!(error instanceof BreakerOpenError)) throw error;
      const wait = error.retryAt - Date.now();
      fail(exchange, upstream, 'circuit-open', `Calls to ${upstream.name} fail; they are tried again shortly.`, wait);
    }
  };
}

/** Only the lab's routes stream; any other client that merely asks for a stream gets no place among them. */
function isStream({ route, req }: Exchange): boolean {
  return route.upstream === 'lab-controller' && req.headers.accept === 'text/event-stream';
}

function isUnanswered(result: Attempt, { res }: Exchange): boolean {
  return result.kind === 'failed' && !res.headersSent && !res.destroyed;
}

/** A body that broke off is the client's doing; so is any error after it left, except on a probe, which ran on for us. */
function clientLeft({ req, res }: Exchange, upstream: Upstream): boolean {
  return req.errored !== null || (res.destroyed && !upstream.breaker.probing);
}

function isUnreachable(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  // a slow connect is no refusal: a starved gateway would drop healthy instances
  return code === 'ECONNREFUSED' || code === 'EHOSTUNREACH';
}
