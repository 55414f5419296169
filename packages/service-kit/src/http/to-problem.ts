import { problems, type ProblemCode } from '@ticketlab/contracts/problem';
import { DependencyError } from '../messaging/errors.ts';
import { UpstreamProblemError, UpstreamUnavailableError } from '../resilience/upstream-errors.ts';
import { type FieldError, ProblemError } from './problem.ts';

/** The one place where errors become problems. What nobody foresaw becomes `internal`, without its message. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof UpstreamUnavailableError) return fromUpstream(error);
  if (error instanceof UpstreamProblemError) return new ProblemError('bad-gateway', undefined, { cause: error });
  if (error instanceof DependencyError) {
    return new ProblemError('service-unavailable', undefined, { retryAfter: 1, cause: error });
  }
  if (!(error instanceof Error)) return new ProblemError('internal', undefined, { cause: error });
  const code = domainCode(error);
  if (code !== undefined) {
    return new ProblemError(code, error.message, { ...fieldErrors(error), cause: error });
  }
  if (isUnfitForPostgres(error)) return new ProblemError('validation-failed', undefined, { cause: error });
  return fromBodyParser(error) ?? new ProblemError('internal', undefined, { cause: error });
}

function fromUpstream(error: UpstreamUnavailableError): ProblemError {
  if (error.reason === 'timeout') return new ProblemError('upstream-timeout', undefined, { cause: error });
  if (error.reason === 'bad-response') return new ProblemError('bad-gateway', undefined, { cause: error });
  if (error.reason === 'circuit-open') {
    return new ProblemError('circuit-open', undefined, { retryAfter: error.retryAfter ?? 1, cause: error });
  }
  const code = error.reason === 'overloaded' ? 'overloaded' : 'service-unavailable';
  return new ProblemError(code, undefined, { retryAfter: 1, cause: error });
}

/** Domain errors carry the code of their problem. */
function domainCode(error: Error): ProblemCode | undefined {
  if (!('code' in error) || typeof error.code !== 'string') return undefined;
  return Object.hasOwn(problems, error.code) ? (error.code as ProblemCode) : undefined;
}

/** A domain error may name the fields at fault, as `errors`. */
function fieldErrors(error: Error): { errors?: FieldError[] } {
  return 'errors' in error && Array.isArray(error.errors) ? { errors: error.errors as FieldError[] } : {};
}

/** SQLSTATEs of values that PostgreSQL cannot hold: wrong bytes for the encoding, wrong text form, what no text may contain. */
const unfitValues = new Set(['22021', '22P02', '22P05']);

function isUnfitForPostgres(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && unfitValues.has(error.code);
}

/** express and its body parser name what went wrong in `type` and `status`. */
function fromBodyParser(error: Error): ProblemError | undefined {
  if (!('status' in error)) return undefined;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return new ProblemError('body-too-large', 'The limit is 100 kB.');
  if (type === 'entity.parse.failed') return new ProblemError('malformed-body', 'The body is not valid JSON.');
  if (type === 'request.aborted') return new ProblemError('client-closed-request');
  if (error.status === 415) return new ProblemError('unsupported-media-type');
  if (error.status === 400) return new ProblemError('malformed-body');
  return undefined;
}
