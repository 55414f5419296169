import type { Role } from '@ticketlab/contracts/primitives';
import type { ServiceName } from '@ticketlab/contracts/services';

export interface UserCaller {
  readonly kind: 'user';
  readonly userId: string;
  readonly role: Role;
  readonly sessionId: string;
}

export interface ServiceCaller {
  readonly kind: 'service';
  readonly service: ServiceName;
}

export type Caller = UserCaller | ServiceCaller;
