import type { Conversation } from '@ticketlab/contracts/http/chat';
import { refuse } from './errors.ts';

/** A conversation as it is kept: how much is unread depends on who asks. */
export type StoredConversation = Omit<Conversation, 'unread'>;

export interface Person {
  userId: string;
  role: 'USER' | 'ADMIN';
}

/** Others' conversations do not exist for a customer. @throws ChatError not-found */
export function assertVisible(conversation: StoredConversation | undefined, person: Person): StoredConversation {
  if (conversation === undefined || (person.role !== 'ADMIN' && conversation.customerId !== person.userId)) {
    refuse('not-found', 'There is no such conversation.');
  }
  return conversation;
}

/** @throws ChatError conflict when it is closed */
export function assertOpen(conversation: StoredConversation): void {
  if (conversation.status === 'closed') refuse('conflict', 'This conversation is closed; open a new one.');
}
