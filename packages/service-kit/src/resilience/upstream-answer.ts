import { problemSchema, type Problem } from '@ticketlab/contracts/problem';
import type { ServiceName } from '@ticketlab/contracts/services';
import type { z } from 'zod';
import type { RawAnswer } from './transport.ts';
import { UpstreamProblemError, UpstreamUnavailableError } from './upstream-errors.ts';

/** Bodies by status, the caller's choice of what it can deal with; null = no body. */
export type AnswerSchemas = { readonly [status: number]: z.ZodType | null };

export type Answer<R extends AnswerSchemas> = {
  [S in keyof R & number]: { readonly status: S; readonly body: R[S] extends z.ZodType ? z.output<R[S]> : null };
}[keyof R & number];

/**
 * Checks an answer against what the caller expects of that status.
 * @throws {UpstreamProblemError} for an unlisted 4xx
 * @throws {UpstreamUnavailableError} for an unlisted 5xx and for a body that does not fit
 */
export function toAnswer<R extends AnswerSchemas>(target: ServiceName, raw: RawAnswer, schemas: R): Answer<R> {
  const schema = schemas[raw.status];
  if (schema === undefined) throw toFailure(target, raw);
  if (schema === null) return { status: raw.status, body: null } as Answer<R>;
  const parsed = schema.safeParse(parseJson(raw.text));
  if (parsed.success) return { status: raw.status, body: parsed.data } as Answer<R>;
  throw new UpstreamUnavailableError(target, 'bad-response', `the body of ${raw.status} is not as agreed`, {
    cause: parsed.error,
  });
}

function toFailure(target: ServiceName, raw: RawAnswer): Error {
  const parsed = problemSchema.safeParse(parseJson(raw.text));
  if (raw.status >= 400 && raw.status < 500) {
    const problem: Problem = parsed.success
      ? parsed.data
      : { type: 'about:blank', title: `Status ${raw.status}`, status: raw.status };
    return new UpstreamProblemError(target, raw.status, problem);
  }
  if (raw.status >= 500) return new UpstreamUnavailableError(target, 'status', `answered ${raw.status}`);
  return new UpstreamUnavailableError(target, 'bad-response', `answered an unexpected ${raw.status}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
