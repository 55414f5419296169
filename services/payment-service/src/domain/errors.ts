import { DomainError } from '@ticketlab/service-kit/messaging/errors';

export class PaymentNotFoundError extends DomainError {
  override readonly name = 'PaymentNotFoundError';
  constructor() {
    super('not-found', 'No such payment.');
  }
}

export class OrderNotFoundError extends DomainError {
  override readonly name = 'OrderNotFoundError';
  constructor() {
    super('not-found', 'No such order.');
  }
}

export class OrderNotPayableError extends DomainError {
  override readonly name = 'OrderNotPayableError';
  constructor(why: string) {
    super('order-not-payable', why);
  }
}

const declines: Record<string, string> = {
  'card-declined': 'The card was declined.',
  'insufficient-funds': 'The card has not enough funds.',
  'expired-card': 'The card has expired.',
  'provider-unavailable': 'The payment provider could not be reached; nothing was charged.',
  'not-processed': 'The payment was not processed; nothing was charged.',
};

export class PaymentDeclinedError extends DomainError {
  override readonly name = 'PaymentDeclinedError';
  constructor(reason: string | null) {
    super('payment-declined', declines[reason ?? ''] ?? 'The payment was declined.');
  }
}

export class ProviderDownError extends DomainError {
  override readonly name = 'ProviderDownError';
  constructor() {
    super('payment-provider-down', 'The payment provider is not available. Nothing was charged; try again.');
  }
}

export class RefundRefusedError extends DomainError {
  override readonly name = 'RefundRefusedError';
  constructor(why: string) {
    super('conflict', why);
  }
}
