import type { ProblemCode } from '@ticketlab/contracts/problem';
import { DomainError } from '@ticketlab/service-kit/messaging/errors';

class ChatError extends DomainError {
  override readonly name = 'ChatError';
}

export function refuse(code: ProblemCode, detail: string): never {
  throw new ChatError(code, detail);
}
