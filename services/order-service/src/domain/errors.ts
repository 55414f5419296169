import { DomainError } from '@ticketlab/service-kit/messaging/errors';
import type { OrderState } from '@ticketlab/contracts/http/orders';

export class OrderNotFoundError extends DomainError {
  override readonly name = 'OrderNotFoundError';
  constructor() {
    super('not-found', 'No such order.');
  }
}

export class EventUnknownError extends DomainError {
  override readonly name = 'EventUnknownError';
  constructor() {
    super('not-found', 'No such event.');
  }
}

export class EventNotOnSaleError extends DomainError {
  override readonly name = 'EventNotOnSaleError';
  constructor(why: string) {
    super('event-not-on-sale', why);
  }
}

export class CustomerLimitError extends DomainError {
  override readonly name = 'CustomerLimitError';
  constructor(limit: number) {
    super('customer-limit-reached', `At most ${limit} tickets of this event per customer, open orders included.`);
  }
}

export class OrderStateError extends DomainError {
  override readonly name = 'OrderStateError';
  constructor(state: OrderState, wish: string) {
    super('conflict', `An order that is ${state} cannot be ${wish}.`);
  }
}

/** The items do not fit the event's tiers. `fields` says where, in the shape of the validation problem. */
export class ItemsError extends DomainError {
  override readonly name = 'ItemsError';
  readonly fields: { path: string; message: string }[];
  constructor(fields: { path: string; message: string }[]) {
    super('validation-failed', 'The items do not fit the event.');
    this.fields = fields;
  }
}
