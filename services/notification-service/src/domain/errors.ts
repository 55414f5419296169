import { DomainError } from '@ticketlab/service-kit/messaging/errors';

export class NotFoundError extends DomainError {
  override readonly name = 'NotFoundError';

  constructor(what: string, id: string) {
    super('not-found', `There is no ${what} ${id}.`);
  }
}

export class InvalidCursorError extends DomainError {
  override readonly name = 'InvalidCursorError';
  readonly errors = [{ path: 'cursor', message: 'not a nextCursor of this list' }];

  constructor() {
    super('validation-failed', 'cursor: not a nextCursor of this list');
  }
}

export class InvalidRangeError extends DomainError {
  override readonly name = 'InvalidRangeError';
  readonly errors = [{ path: 'to', message: 'must be later than from' }];

  constructor() {
    super('validation-failed', 'to: must be later than from');
  }
}

export class ConflictError extends DomainError {
  override readonly name = 'ConflictError';

  constructor(detail: string) {
    super('conflict', detail);
  }
}
