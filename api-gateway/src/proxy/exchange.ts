import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ProblemCode, problems } from '@ticketlab/contracts/problem';
import type { RouteMatch } from '../routing/route-table.ts';

/** One proxied request and what the gateway knows about it. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly route: RouteMatch;
  /** without the query */
  readonly path: string;
  /** with the query, as it goes to the upstream */
  readonly target: string;
  readonly requestId: string;
  readonly traceparent: string;
  readonly address: string;
  /** who says so when the answer is the gateway's own: api-gateway/<instance> */
  readonly servedBy: string;
  /** performance.now() at the start */
  readonly startedAt: number;
  userId: string | undefined;
  /** headers that every answer of this exchange carries */
  readonly ownHeaders: readonly string[];
  /** what is to be given back when the answer is over, however it ended: one listener serves them all */
  readonly atEnd: (() => void)[];
}

/** Answers with a problem (RFC 9457), unless an answer is out already. */
export function answerProblem(exchange: Exchange, code: ProblemCode, detail: string, headers: string[] = []): void {
  const { res } = exchange;
  if (res.headersSent || res.destroyed) return;
  const { status, title } = problems[code];
  const body = Buffer.from(
    JSON.stringify({
      type: `/problems/${code}`,
      title,
      status,
      detail,
      instance: exchange.path,
      requestId: exchange.requestId,
    }),
  );
  res.writeHead(status, [
    'content-type',
    'application/problem+json',
    'content-length',
    String(body.length),
    'cache-control',
    'no-store',
    'x-served-by',
    exchange.servedBy,
    'traceparent',
    exchange.traceparent,
    ...headers,
    ...exchange.ownHeaders,
  ]);
  res.end(exchange.req.method === 'HEAD' ? undefined : body);
}

/** Whole seconds for `Retry-After`, at least 1. */
export function toRetryAfter(milliseconds: number): string[] {
  return ['retry-after', String(Math.max(1, Math.ceil(milliseconds / 1000)))];
}
