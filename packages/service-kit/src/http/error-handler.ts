import { problems } from '@ticketlab/contracts/problem';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { exchangeOf } from './exchange.ts';
import { ProblemError, toProblemBody } from './problem.ts';
import { toProblem } from './to-problem.ts';

/** Answers an error as problem+json, or cuts the connection when an answer is already under way. */
export function writeProblem(req: Request, res: Response, error: unknown): void {
  const exchange = exchangeOf(res);
  const problem = exchange.abort.signal.aborted ? new ProblemError('client-closed-request') : toProblem(error);
  const { status } = problems[problem.code];
  if (status >= 500) exchange.error = problem.cause ?? problem;
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const path = req.originalUrl.split('?', 1)[0] ?? '/';
  const body = JSON.stringify(toProblemBody(problem, { path, requestId: exchange.context.requestId }));
  for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
  res.statusCode = status;
  res.setHeader('content-type', 'application/problem+json');
  res.setHeader('content-length', Buffer.byteLength(body));
  // the rest of it is not worth reading
  if (problem.code === 'body-too-large') res.setHeader('connection', 'close');
  res.end(body);
}

export const handleError: ErrorRequestHandler = (error, req, res, next) => {
  if (res.writableEnded) {
    next(); // answered already, nothing is left to say
    return;
  }
  writeProblem(req, res, error);
};
