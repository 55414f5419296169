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

/** Hears of an answer: `onHeaders` and then `onAnswered`, or `onFailed`, once. Plain calls: a promise would cost more. */
export interface ResponseSink {
  /** The headers to answer with, or null when the answer is not for the client (a retry or a stale copy will be). */
  onHeaders(status: number, headers: ReceivedHeaders): string[] | null;
  onAnswered(status: number): void;
  /** No headers came. */
  onFailed(error: Error): void;
  /** Sees the body on its way through. */
  onChunk: ((chunk: Buffer) => void) | null;
  onEnd: (() => void) | null;
}

export class ClientGoneError extends Error {
  override name = 'ClientGoneError';
}

/** Up to here copying a body beside the headers is cheaper than handing both to the system separately. */
const largestJoined = 16 * 1024;

/**
 * Sends one request to one instance and streams the answer to the client, with back-pressure both ways.
 * @returns cancels the call at the upstream
 */
export function forward(call: UpstreamCall, res: ServerResponse, sink: ResponseSink): () => void {
  let controller: Dispatcher.DispatchController | undefined;
  let cancelled = false;
  let answered = false;
  let discarding = false;
  let wholeLength = '';
  let whole: Buffer | undefined;

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
        if (typeof received['content-length'] === 'string') wholeLength = received['content-length'];
        answered = true;
        sink.onAnswered(status);
      },
      onResponseData(current, chunk) {
        // the client of a half-open breaker's probe may be gone: the answer is read for its verdict only
        if (discarding || res.destroyed) return;
        sink.onChunk?.(chunk);
        // a body that came in one piece ends right here, and leaves together with its headers in one write
        if (chunk.length <= largestJoined && String(chunk.length) === wholeLength) {
          whole = chunk;
          return;
        }
        if (!res.write(chunk)) {
          current.pause();
          res.once('drain', () => current.resume());
        }
      },
      onResponseEnd() {
        if (discarding) return;
        sink.onEnd?.();
        // as a string of its bytes it is joined with the headers, where a buffer would be a second vector
        if (whole === undefined) res.end();
        else res.end(whole.toString('latin1'), 'latin1');
      },
      onResponseError(_controller, error) {
        if (!answered) {
          answered = true;
          sink.onFailed(error);
        } else if (!discarding && res.headersSent && !res.writableEnded) {
          // half an answer is already out: breaking the connection is the only honest end
          res.destroy();
        }
      },
    },
  );

  return () => {
    cancelled = true;
    controller?.abort(new ClientGoneError());
  };
}
