import { DomainError } from '@ticketlab/service-kit/messaging/errors';

export class UnknownReservationError extends DomainError {
  override readonly name = 'UnknownReservationError';
  constructor(orderId: string) {
    super('not-found', `Nothing is reserved for order ${orderId}.`);
  }
}

export class UnknownEventError extends DomainError {
  override readonly name = 'UnknownEventError';
  constructor() {
    super('not-found', 'No such event is on sale.');
  }
}

export class UnknownTicketError extends DomainError {
  override readonly name = 'UnknownTicketError';
  constructor() {
    super('not-found', 'No such ticket.');
  }
}

export class SoldOutError extends DomainError {
  override readonly name = 'SoldOutError';
  constructor() {
    super('sold-out', 'Fewer places are left than asked for.');
  }
}

export class SeatTakenError extends DomainError {
  override readonly name = 'SeatTakenError';
  constructor() {
    super('seat-taken', 'At least one of the chosen seats is taken; none was reserved.');
  }
}

export class NotOnSaleError extends DomainError {
  override readonly name = 'NotOnSaleError';
  constructor() {
    super('event-not-on-sale', 'The event or one of its tiers is not on sale.');
  }
}

/** The lines of an order contradict themselves or the kind of a tier. */
export class LinesError extends DomainError {
  override readonly name = 'LinesError';
  constructor(what: string) {
    super('validation-failed', what);
  }
}

/** The reservation has ended, or its order was given up before it was reserved. */
export class ReservationReleasedError extends DomainError {
  override readonly name = 'ReservationReleasedError';
  constructor() {
    super('reservation-released', 'The places of this order have been given back.');
  }
}

export class CommittedReservationError extends DomainError {
  override readonly name = 'CommittedReservationError';
  constructor() {
    super('conflict', 'The places are sold; only a refund gives them back.');
  }
}

/** A confirmed order whose places are not committed: the saga's order of steps was broken. */
export class NotCommittedError extends DomainError {
  override readonly name = 'NotCommittedError';
  constructor(orderId: string, status: string) {
    super('conflict', `Order ${orderId} is confirmed but its reservation is ${status}.`);
  }
}

export class TierKindError extends DomainError {
  override readonly name = 'TierKindError';
  constructor(tierId: string) {
    super('conflict', `Tier ${tierId} cannot change between general admission and numbered seats.`);
  }
}

export class ForgedCodeError extends DomainError {
  override readonly name = 'ForgedCodeError';
  constructor() {
    super('validation-failed', 'The code is not one of this ticket.');
  }
}

export class AlreadyCheckedInError extends DomainError {
  override readonly name = 'AlreadyCheckedInError';
  constructor(at: Date) {
    super('already-checked-in', `Checked in at ${at.toISOString()}.`);
  }
}

export class VoidTicketError extends DomainError {
  override readonly name = 'VoidTicketError';
  constructor() {
    super('conflict', 'The ticket is void.');
  }
}
