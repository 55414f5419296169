import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';
import type { Role } from '@ticketlab/contracts/primitives';

/** An account that has not been erased. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly locked: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

type UserEventType = Extract<NewEvent['type'], `ticketlab.user.${string}`>;

/** An event of one account, before its number is known. */
export type UserEvent = {
  [Type in UserEventType]: Omit<Extract<NewEvent, { type: Type }>, 'subject' | 'aggregateVersion'>;
}[UserEventType];

/** What one transaction does to one account. Nothing happens when there is neither a value to set nor an event. */
export interface UserChange {
  readonly set?: {
    readonly displayName?: string;
    readonly passwordHash?: string;
    readonly role?: Role;
    readonly locked?: boolean;
  };
  readonly events: readonly UserEvent[];
  /** Everything personal goes; only a tombstone stays. */
  readonly erase?: true;
  /** The hash of the reset link that permits this; used up by it. Refused when it does not work any more. */
  readonly useResetLink?: Buffer;
  /** All links to set a new password stop working. */
  readonly dropResetLinks?: true;
  /** The account's sessions end everywhere, but for the one to keep. */
  readonly endSessions?: { readonly keep: string | null };
  /** Refused with `LastAdminError` unless another administrator can still sign in. */
  readonly needsOtherAdmin?: true;
}

export const noChange: UserChange = { events: [] };

export const selfActor = (userId: string) => `user:${userId}`;
export const adminActor = (userId: string) => `admin:${userId}`;
