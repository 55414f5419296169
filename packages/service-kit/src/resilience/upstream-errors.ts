import type { Problem, ProblemCode } from '@ticketlab/contracts/problem';
import { problemCodeOf } from '@ticketlab/contracts/problem';

export type UpstreamFailure =
  'no-instance' | 'refused' | 'connection' | 'timeout' | 'status' | 'circuit-open' | 'overloaded' | 'bad-response';

/** An upstream gave no usable answer. Whether it did the work is unknown unless `notSent`. */
export class UpstreamUnavailableError extends Error {
  override readonly name = 'UpstreamUnavailableError';
  readonly upstream: string;
  readonly reason: UpstreamFailure;
  /** The request certainly never reached the upstream. */
  readonly notSent: boolean;
  /** Seconds until another try may succeed, where known. */
  readonly retryAfter: number | undefined;

  constructor(
    upstream: string,
    reason: UpstreamFailure,
    detail: string,
    extra: { notSent?: boolean; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(`${upstream}: ${detail}`, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.upstream = upstream;
    this.reason = reason;
    this.notSent = extra.notSent ?? false;
    this.retryAfter = extra.retryAfter;
  }
}

/** An upstream refused the call with a 4xx that the caller did not list. */
export class UpstreamProblemError extends Error {
  override readonly name = 'UpstreamProblemError';
  readonly upstream: string;
  readonly status: number;
  readonly problem: Problem;

  constructor(upstream: string, status: number, problem: Problem) {
    super(`${upstream} answered ${status}: ${problem.title}`);
    this.upstream = upstream;
    this.status = status;
    this.problem = problem;
  }

  /** The code of the problem, e.g. `not-found`; undefined when it is not one of ours. */
  get problemCode(): ProblemCode | undefined {
    return problemCodeOf(this.problem.type);
  }
}
