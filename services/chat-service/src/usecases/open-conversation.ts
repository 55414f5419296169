import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { Person, StoredConversation } from '../domain/conversation.ts';
import type { SendMessage } from './send-message.ts';
import type { ChatPush, ChatStore, Contacts, RateLimit } from './ports.ts';

export interface OpenConversationInput {
  customer: Person;
  subject: string;
  text: string;
  clientMessageId: string;
}

const nameless = 'Customer';

/**
 * Opens a conversation with its first message. The same client message id again finds the conversation it opened. Nothing
 * is kept of one whose first message the limit refuses.
 */
export function createOpenConversation(deps: {
  store: ChatStore;
  contacts: Contacts;
  sendMessage: SendMessage;
  push: ChatPush;
  rateLimit: RateLimit;
  newId: () => string;
  clock: () => Date;
}) {
  const { store, contacts, sendMessage, push, rateLimit, newId, clock } = deps;

  return async (input: OpenConversationInput): Promise<{ conversation: StoredConversation; message: ChatMessage }> => {
    const { customer, subject, text, clientMessageId } = input;
    const isNew = (await store.findOpened(customer.userId, clientMessageId)) === undefined;
    if (isNew) await rateLimit.check(customer.userId);
    const conversation = await store.openConversation(
      {
        id: newId(),
        customerId: customer.userId,
        customerName: (await contacts.displayName(customer.userId)) ?? nameless,
        subject,
        status: 'open',
        assigneeId: null,
        lastMessage: null,
        lastMessageAt: null,
        lastSeq: 0,
        createdAt: clock().toISOString(),
        closedAt: null,
        waitingSince: null,
      },
      clientMessageId,
    );
    const message = await sendMessage({
      sender: customer,
      conversationId: conversation.id,
      ...{ text, clientMessageId, isCounted: isNew },
    });
    const current = (await store.findConversation(conversation.id)) ?? conversation;
    push.conversation(current);
    return { conversation: current, message };
  };
}

export type OpenConversation = ReturnType<typeof createOpenConversation>;
