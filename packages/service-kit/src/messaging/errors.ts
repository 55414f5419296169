import type { ProblemCode } from '@ticketlab/contracts/problem';

/** A store or a peer cannot be reached or does not answer in time: try again later, the request itself is not at fault. */
export class DependencyError extends Error {
  override readonly name = 'DependencyError';
  readonly dependency: string;

  constructor(dependency: string, message: string, options?: ErrorOptions) {
    super(`${dependency}: ${message}`, options);
    this.dependency = dependency;
  }
}

/** Base of typed domain errors: a rule was broken, and repeating the request unchanged changes nothing. */
export class DomainError extends Error {
  override readonly name: string = 'DomainError';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
