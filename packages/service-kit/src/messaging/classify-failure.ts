import { ZodError } from 'zod';
import { DomainError } from './errors.ts';

/** `poison`: no repetition helps. `outage`: the event is good, something it needs is not there. */
export type Failure = 'poison' | 'outage';

const bugs = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);
// a peer's answer that stays the same however often it is asked; not 401, 403 or 429, which say nothing about the event
const refusals = new Set<unknown>([400, 404, 409, 410, 412, 422]);
const outageNames =
  /^(DependencyError|UpstreamUnavailableError|AbortError|TimeoutError|MaxRetriesPerRequestError)$|^Kafka|^Mongo.*(Network|Selection|Pool)/;

/**
 * Why a handler failed. Whatever is not known to be the event's own fault counts as an outage: waiting for nothing can be
 * seen and ended, while a good event that an outage put among the dead letters is a wrong balance somewhere.
 */
export function classifyFailure(error: unknown): Failure {
  const chain = causes(error);
  if (chain.some(({ name }) => outageNames.test(name))) return 'outage';
  return chain.some(isPoison) ? 'poison' : 'outage';
}

function isPoison(error: Error): boolean {
  if (error instanceof ZodError || error instanceof DomainError) return true;
  if (error.name === 'UpstreamProblemError') return 'status' in error && refusals.has(error.status);
  if (bugs.has(error.name) && !('code' in error)) return true;
  // SQLSTATE 22 (bad data), 23 (broken constraint), 42 (wrong statement)
  return 'code' in error && typeof error.code === 'string' && /^(22|23|42)\w{3}$/.test(error.code);
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let current = error; Error.isError(current) && chain.length < 10; current = current.cause) chain.push(current);
  return chain;
}
