import type { Conversation } from '@ticketlab/contracts/http/chat';
import { erased } from './erased.ts';
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

/** A customer who writes opens a closed conversation again, an admin has to mean it. @throws ChatError conflict */
export function assertWritable({ status }: StoredConversation, { role }: Person): void {
  if (status === 'closed' && role === 'ADMIN') refuse('conflict', 'This conversation is closed; reopen it first.');
}

/** There is nobody left who would read it. */
export function isAbandoned({ subject, customerName }: StoredConversation): boolean {
  return subject === erased && customerName === erased;
}
