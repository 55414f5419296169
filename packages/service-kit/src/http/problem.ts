import { problems, type Problem, type ProblemCode } from '@ticketlab/contracts/problem';

/** A field of the request and what is wrong with it. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

interface ProblemExtra {
  readonly errors?: readonly FieldError[];
  readonly headers?: Record<string, string>;
  /** Seconds, sent as Retry-After. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** An error that is answered as it says. `detail` is shown to the caller: nothing confidential. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, detail?: string, extra: ProblemExtra = {}) {
    super(detail ?? problems[code].title, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.code = code;
    this.detail = detail;
    this.errors = extra.errors;
    this.headers =
      extra.retryAfter === undefined
        ? (extra.headers ?? {})
        : { ...extra.headers, 'retry-after': String(Math.max(1, Math.ceil(extra.retryAfter))) };
  }
}

/** The RFC 9457 body of an error. */
export function toProblemBody(error: ProblemError, request: { path: string; requestId: string }): Problem {
  const { status, title } = problems[error.code];
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    instance: request.path,
    requestId: request.requestId,
    ...(error.errors === undefined ? {} : { errors: [...error.errors] }),
  };
}
