import type { Problem, ProblemCode } from '@ticketlab/contracts/problem';

/** Why a request failed, in words for people: from the server's problem (RFC 9457) or, without an answer, from here. */
export class ApiError extends Error {
  /** 0: no answer came. */
  readonly status: number;
  /** `unreachable`: no answer came; `unreadable`: what came is not from our gateway. */
  readonly code: ProblemCode | 'unreachable' | 'unreadable';
  readonly detail: string | undefined;
  /** To quote to whoever runs the system. */
  readonly requestId: string | undefined;
  /** When the server says another try is worth while; milliseconds from the answer on. */
  readonly retryAfterMs: number | undefined;
  /** The id of the fault that the lab damaged this answer with; undefined for real trouble. */
  readonly labFault: string | undefined;
  /** Of a validation failure, by field. */
  readonly errors: readonly { path: string; message: string }[];

  constructor(fields: {
    title: string;
    status: number;
    code: ApiError['code'];
    detail?: string | undefined;
    requestId?: string | undefined;
    retryAfterMs?: number | undefined;
    labFault?: string | undefined;
    errors?: readonly { path: string; message: string }[] | undefined;
  }) {
    super(fields.title);
    this.name = 'ApiError';
    this.status = fields.status;
    this.code = fields.code;
    this.detail = fields.detail;
    this.requestId = fields.requestId;
    this.retryAfterMs = fields.retryAfterMs;
    this.labFault = fields.labFault;
    this.errors = fields.errors ?? [];
  }

  /** Nobody answered, or a service is out of order: the same request may succeed later. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** What to show of anything that was thrown; a programming error is not for the reader's eyes. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({ title: 'Something went wrong on this page', status: 0, code: 'unreadable' });
}

export function unreachable(): ApiError {
  return new ApiError({
    title: 'Ticketlab cannot be reached',
    detail: 'Check your connection. This page tries again by itself.',
    status: 0,
    code: 'unreachable',
  });
}

/** The problem that an answer of status 400 or more carries. */
export async function readProblem(response: Response): Promise<ApiError> {
  const shared = {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after')),
    labFault: response.headers.get('x-lab-fault') ?? undefined,
  };
  const problem = await readBody(response);
  if (problem === undefined) {
    return new ApiError({ ...shared, title: 'The answer cannot be read', code: 'unreadable' });
  }
  return new ApiError({
    ...shared,
    title: problem.title,
    code: problem.type.replace(/^\/problems\//, '') as ProblemCode,
    detail: problem.detail,
    requestId: shared.requestId ?? problem.requestId,
    errors: problem.errors,
  });
}

async function readBody(response: Response): Promise<Problem | undefined> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return undefined;
  try {
    return (await response.json()) as Problem;
  } catch {
    return undefined;
  }
}

/** Seconds or an HTTP date (RFC 9110), in milliseconds from now. */
export function parseRetryAfter(value: string | null, now = Date.now()): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
