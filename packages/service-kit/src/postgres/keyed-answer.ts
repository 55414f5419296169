import { createHash } from 'node:crypto';
import { type ProblemCode, problems } from '@ticketlab/contracts/problem';
import { type FieldError, ProblemError } from '../http/problem.ts';
import { toProblem } from '../http/to-problem.ts';

/** What a call with an Idempotency-Key answers. */
export interface Answer<Body> {
  status: number;
  body: Body;
  headers?: Record<string, string>;
}

/** An answer as it is kept for repeats: as it was, or the problem that was thrown. */
export type StoredAnswer = (Answer<unknown> & { problem?: never }) | { problem: StoredProblem };

interface StoredProblem {
  code: ProblemCode;
  detail: string | undefined;
  errors: readonly FieldError[] | undefined;
}

const replayed = { 'idempotency-replayed': 'true' };

// answers that say nothing about the request itself: the next try may go better
const passing = new Set<ProblemCode>(['client-closed-request', 'rate-limited', 'idempotency-in-progress']);

/** The problem to keep for repeats; null for one that a repeat may not meet again. */
export function toStoredProblem(error: unknown): { problem: StoredProblem } | null {
  const { code, detail, errors } = toProblem(error);
  return problems[code].status >= 500 || passing.has(code) ? null : { problem: { code, detail, errors } };
}

/** The kept answer, marked as a replay; throws the kept problem. */
export function toReplay<Body>(stored: StoredAnswer): Answer<Body> {
  if (stored.problem !== undefined) {
    const { code, detail, errors } = stored.problem;
    throw new ProblemError(code, detail, { headers: replayed, ...(errors === undefined ? {} : { errors }) });
  }
  return { status: stored.status, body: stored.body as Body, headers: { ...stored.headers, ...replayed } };
}

/** SHA-256 of the body as JSON with sorted keys: the order in which a client writes them means nothing. */
export function hashBody(body: unknown): string {
  return createHash('sha256')
    .update(body === undefined ? '' : JSON.stringify(body, sortKeys))
    .digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
