import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { DomainError } from '@ticketlab/service-kit/messaging/errors';

/** By default says the same for an unknown address and a wrong password. */
export class InvalidCredentialsError extends DomainError {
  constructor(detail = 'No account has this e-mail address and password.') {
    super('invalid-credentials', detail);
  }
}

export class AccountLockedError extends DomainError {
  constructor() {
    super('account-locked', 'An administrator locked this account. Ask support to lift the lock.');
  }
}

export class EmailTakenError extends DomainError {
  constructor() {
    super('email-taken', 'Sign in, or have the password reset.');
  }
}

export class UserNotFoundError extends DomainError {
  constructor() {
    super('not-found', 'No account has this id, or it was erased.');
  }
}

export class SessionNotFoundError extends DomainError {
  constructor() {
    super('not-found', 'No session of yours has this id, or it has ended.');
  }
}

export class RefreshTokenInvalidError extends DomainError {
  constructor(detail = 'Sign in again.') {
    super('refresh-token-invalid', detail);
  }
}

export class NotAnAdminError extends DomainError {
  constructor() {
    super('forbidden', 'The admin portal is for administrators.');
  }
}

export class LastAdminError extends DomainError {
  constructor() {
    super('conflict', 'This is the last administrator who can sign in; make somebody else one first.');
  }
}

/** The password was changed by another request in the meantime. */
export class PasswordChangedMeanwhileError extends DomainError {
  constructor() {
    super('conflict', 'The password was changed by another request at the same time.');
  }
}

export function resetLinkInvalid(): ProblemError {
  return new ProblemError('validation-failed', 'The link was used already or is too old. Ask for a new one.', {
    errors: [{ path: 'token', message: 'this link does not work any more' }],
  });
}

/** @param seconds until the next attempt may be made */
export function loginThrottled(seconds: number): ProblemError {
  return new ProblemError('login-throttled', 'Wait before the next attempt, or have the password reset.', {
    retryAfter: seconds,
  });
}
