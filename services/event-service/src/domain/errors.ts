import { DomainError } from '@ticketlab/service-kit/messaging/errors';

export class EventNotFoundError extends DomainError {
  override readonly name = 'EventNotFoundError';

  constructor(id: string) {
    super('not-found', `There is no event ${id}.`);
  }
}

/** The event's state, or what its published tiers promise, forbids the change. */
export class EventStateError extends DomainError {
  override readonly name = 'EventStateError';

  constructor(detail: string) {
    super('conflict', detail);
  }
}

export class VersionMismatchError extends DomainError {
  override readonly name = 'VersionMismatchError';

  constructor(current: number) {
    super('version-mismatch', `The event is at version ${current} now. Load it again and repeat the change.`);
  }
}

export class ForbiddenStatusError extends DomainError {
  override readonly name = 'ForbiddenStatusError';

  constructor(status: string) {
    super('forbidden', `Only admins list ${status} events.`);
  }
}

/** Fields that are each well-formed contradict one another. `path` names the field as the body spells it. */
export class InvalidEventError extends DomainError {
  override readonly name = 'InvalidEventError';
  readonly errors: readonly { path: string; message: string }[];

  constructor(errors: readonly { path: string; message: string }[]) {
    super('validation-failed', errors.map(({ path, message }) => `${path}: ${message}`).join('; '));
    this.errors = errors;
  }
}
