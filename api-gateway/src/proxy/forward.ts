import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import type { ReceivedHeaders } from './headers.ts';

export interface UpstreamCall {
  dispatcher: Dispatcher;
  method: string;
  path: string;
  headers: string[];
  /** The client's request, streamed on as it arrives; null when there is no body. */
  body: IncomingMessage | null;
  /** milliseconds until response headers must have come */
  headersTimeoutMs: number;
  /** milliseconds of silence within a body */
  idleTimeoutMs: number;
}

export interface ResponseSink {
  /** The headers to answer with, or null when the answer is not for the client (a retry or a stale copy will be). */
  onHeaders(status: number, headers: ReceivedHeaders): string[] | null;
  /** Sees the body on its way through. */
  onChunk: ((chunk: Buffer) => void) | null;
  onEnd: (() => void) | null;
}

export interface Forwarded {
  /** The upstream's status once its headers are there. Rejects when none came. */
  readonly headers: Promise<number>;
  /** Cancels the call at the upstream. */
  abort(): void;
}

export class ClientGoneError extends Error {
  override name = 'ClientGoneError';
}

/** Sends one request to one instance and streams the answer to the client, with back-pressure both ways. */
export function forward(call: UpstreamCall, res: ServerResponse, sink: ResponseSink): Forwarded {
  let controller: Dispatcher.DispatchController | undefined;
  let cancelled = false;
  let discarding = false;
  let resolve: (status: number) => void;
  let reject: (error: Error) => void;
  const headers = new Promise<number>((yes, no) => {
    resolve = yes;
    reject = no;
  });

  call.dispatcher.dispatch(
    {
      method: call.method,
      path: call.path,
      headers: call.headers,
      body: call.body,
      headersTimeout: call.headersTimeoutMs,
      bodyTimeout: call.idleTimeoutMs,
    },
    {
      onRequestStart(started) {
        controller = started;
        if (cancelled) started.abort(new ClientGoneError());
      },
      onResponseStart(_controller, status, received) {
        if (status < 200) return;
        const outgoing = sink.onHeaders(status, received);
        if (outgoing === null) discarding = true;
        else if (!res.destroyed) res.writeHead(status, outgoing);
        resolve(status);
      },
      onResponseData(current, chunk) {
        // the client of a half-open breaker's probe may be gone: the answer is read for its verdict only
        if (discarding || res.destroyed) return;
        sink.onChunk?.(chunk);
        if (!res.write(chunk)) {
          current.pause();
          res.once('drain', () => current.resume());
        }
      },
      onResponseEnd() {
        if (discarding) return;
        sink.onEnd?.();
        res.end();
      },
      onResponseError(_controller, error) {
        reject(error);
        // half an answer is already out: breaking the connection is the only honest end
        if (!discarding && res.headersSent && !res.writableEnded) res.destroy();
      },
    },
  );

  return {
    headers,
    abort() {
      cancelled = true;
      controller?.abort(new ClientGoneError());
    },
  };
}
