import type { ServerResponse } from 'node:http';
import type { Call } from '../http1/connection.ts';
import type { ConnectionPool } from '../http1/connection-pool.ts';
import { headerOf } from './headers.ts';

export interface UpstreamCall extends Call {
  connections: ConnectionPool;
}

/** Hears of an answer: `onHeaders` and then `onAnswered`, or `onFailed`, once. Plain calls: a promise would cost more. */
export interface ResponseSink {
  /**
   * The headers to answer with, or null when the answer is not for the client (a retry or a stale copy will be).
   * @param headers flat, names in lower case
   */
  onHeaders(status: number, headers: readonly string[]): string[] | null;
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
  let answered = false;
  let discarding = false;
  let wholeLength: string | undefined;
  let whole: string | undefined;

  const running = call.connections.send(call, {
    onHead({ status, headers }) {
      const outgoing = sink.onHeaders(status, headers);
      if (outgoing === null) discarding = true;
      else if (!res.destroyed) res.writeHead(status, outgoing);
      wholeLength = headerOf(headers, 'content-length');
      answered = true;
      sink.onAnswered(status);
    },
    onBody(chunk) {
      // the client of a half-open breaker's probe may be gone: the answer is read for its verdict only
      if (discarding || res.destroyed) return true;
      sink.onChunk?.(chunk);
      // a body that came in one piece ends right here, and leaves together with its headers in one write: as a string of
      // its bytes it is joined with them, where a buffer would be a second vector
      if (chunk.length <= largestJoined && String(chunk.length) === wholeLength) {
        whole = chunk.toString('latin1');
        return true;
      }
      const roomy = res.write(Buffer.from(chunk));
      if (!roomy) res.once('drain', () => running.resume());
      return roomy;
    },
    onEnd() {
      if (discarding) return;
      sink.onEnd?.();
      if (whole === undefined) res.end();
      else res.end(whole, 'latin1');
    },
    onError(error) {
      if (!answered) {
        answered = true;
        sink.onFailed(error);
      } else if (!discarding && res.headersSent && !res.writableEnded) {
        // half an answer is already out: breaking the connection is the only honest end
        res.destroy();
      }
    },
  });

  return () => running.cancel(new ClientGoneError());
}
