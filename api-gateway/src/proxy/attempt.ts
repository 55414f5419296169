import type { Instance } from '@ticketlab/service-kit/resilience/discovery';
import type { Exchange } from './exchange.ts';
import { ClientGoneError, forward, type ResponseSink } from './forward.ts';
import { createResponseHeaders, toUpstreamHead } from './headers.ts';
import type { PooledInstance } from './instance-pools.ts';
import type { StaleCache } from './stale-cache.ts';
import { captureForStale } from './stale-copies.ts';
import { isStream, type Upstream } from './upstream.ts';

export interface AttemptSettings {
  headersTimeoutMs: number;
  idleTimeoutMs: number;
  streamIdleTimeoutMs: number;
  /** lower-case names of headers that the gateway sets itself */
  ownHeaderNames: ReadonlySet<string>;
}

export interface AttemptPorts {
  stale: StaleCache;
  onUnreachable(instance: Instance): void;
}

/** How one try at one instance came out. `retry`: its answer stayed unsent, because another instance may do better. */
export type Attempt =
  | { kind: 'answered'; status: number }
  | { kind: 'retry'; on: PooledInstance }
  | { kind: 'failed'; error: Error }
  | { kind: 'gone' };

// the service could not be asked or says itself that it could not do it: another instance may
const retryable = new Set([502, 503, 504]);

/**
 * One try at one instance, streamed to the client. `another` finds an instance that could better this one's answer,
 * `done` is called once, when the headers of the answer are there or none will come.
 */
export function createAttempt(settings: AttemptSettings, ports: AttemptPorts) {
  const toClientHeaders = createResponseHeaders(settings.ownHeaderNames);

  return (
    exchange: Exchange,
    upstream: Upstream,
    pooled: PooledInstance,
    another: () => PooledInstance | undefined,
    done: (attempt: Attempt) => void,
  ): void => {
    const { req, res, route } = exchange;
    const chunked = req.headers['transfer-encoding'] !== undefined;
    const hasBody = chunked || req.headers['content-length'] !== undefined;
    let holdsPlace = true;
    let withheldFor: PooledInstance | undefined;

    function leave(): void {
      if (holdsPlace) pooled.inFlight -= 1;
      holdsPlace = false;
    }

    const sink: ResponseSink = {
      onHeaders(status, received) {
        if (retryable.has(status)) withheldFor = another();
        if (withheldFor !== undefined) return null;
        if (status >= 500 && route.catalogue && ports.stale.get(exchange.target) !== undefined) return null;
        const headers = toClientHeaders(received, exchange.servedBy, exchange.ownHeaders);
        if (route.catalogue && status === 200) captureForStale(ports.stale, exchange.target, headers, sink);
        return headers;
      },
      onAnswered(status) {
        if (withheldFor === undefined) {
          // a second try of a probe begins after the end of an exchange whose client left
          if (exchange.res.destroyed) leave();
          done({ kind: 'answered', status });
          return;
        }
        leave();
        done({ kind: 'retry', on: withheldFor });
      },
      onFailed(error) {
        leave();
        if (error instanceof ClientGoneError || clientLeft(exchange, upstream)) {
          done({ kind: 'gone' });
          return;
        }
        if (isUnreachable(error)) ports.onUnreachable(pooled.instance);
        done({ kind: 'failed', error });
      },
      onChunk: null,
      onEnd: null,
    };

    pooled.inFlight += 1;
    const cancel = forward(
      {
        connections: pooled.connections,
        method: req.method ?? 'GET',
        head: toUpstreamHead(
          req.method ?? 'GET',
          exchange.target,
          req.rawHeaders,
          req.headers.connection,
          `host: ${pooled.authority}\r\nx-request-id: ${exchange.requestId}\r\ntraceparent: ${exchange.traceparent}\r\n` +
            `x-forwarded-for: ${exchange.address}\r\nx-forwarded-host: ${req.headers.host ?? ''}\r\n` +
            (chunked ? 'transfer-encoding: chunked\r\n' : ''),
        ),
        body: hasBody ? req : null,
        headersTimeoutMs: settings.headersTimeoutMs,
        idleTimeoutMs: isStream(exchange) ? settings.streamIdleTimeoutMs : settings.idleTimeoutMs,
      },
      res,
      sink,
    );
    exchange.atEnd.push(() => {
      if (!holdsPlace) return;
      leave();
      // a client that leaves cancels the call, unless everybody waits for the verdict of this probe
      if (!res.writableFinished && !upstream.breaker.probing) cancel();
    });
  };
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
