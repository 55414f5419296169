import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import { assertVisible, assertWritable, type Person } from '../domain/conversation.ts';
import type { ChatPush, ChatStore, RateLimit } from './ports.ts';

export interface SendMessageInput {
  sender: Person;
  conversationId: string;
  text: string;
  clientMessageId: string;
  /** the limit has been asked for it already */
  isCounted?: boolean;
}

/**
 * Keeps a message and pushes it. A retry with the same client message id gets the message kept the first time.
 * An answer to a customer who is not connected is marked for a notification in the same write.
 */
export function createSendMessage(deps: {
  store: ChatStore;
  push: ChatPush;
  rateLimit: RateLimit;
  newId: () => string;
  clock: () => Date;
  /** called when a notification became due */
  onNotifyDue: () => void;
}) {
  const { store, push, rateLimit, newId, clock, onNotifyDue } = deps;

  return async (input: SendMessageInput): Promise<ChatMessage> => {
    const { sender, conversationId, text, clientMessageId, isCounted = false } = input;
    const conversation = assertVisible(await store.findConversation(conversationId), sender);
    // kept already: neither a limit nor a closing since then makes it unsent
    const known = await store.findSent(conversationId, sender.userId, clientMessageId);
    if (known !== undefined) return known;
    if (!isCounted) await rateLimit.check(sender.userId);
    assertWritable(conversation, sender);
    const isAway = sender.role === 'ADMIN' && !(await push.isCustomerOnline(conversation.customerId));
    const { message, isNew, hasReopened } = await store.append(
      {
        id: newId(),
        conversationId,
        clientMessageId,
        senderId: sender.userId,
        senderRole: sender.role,
        text,
        sentAt: clock().toISOString(),
        deliveredAt: null,
        readAt: null,
      },
      isAway,
    );
    if (isNew) {
      if (hasReopened) push.conversation((await store.findConversation(conversationId)) ?? conversation);
      push.message(conversation, message);
      if (isAway) onNotifyDue();
    }
    return message;
  };
}

export type SendMessage = ReturnType<typeof createSendMessage>;
