import type { ChatMessage, Conversation } from '@ticketlab/contracts/http/chat';
import { assertVisible, type Person, type StoredConversation } from '../domain/conversation.ts';
import { refuse } from '../domain/errors.ts';
import type { ChatStore, ConversationFilter } from './ports.ts';

/** What people read: their conversations, or for admins everybody's, with what is unread for them. */
export function createReadConversations(store: ChatStore) {
  async function withUnread(conversations: StoredConversation[], reader: Person): Promise<Conversation[]> {
    const unread = await store.countUnread(
      conversations.map(({ id }) => id),
      reader.role,
    );
    return conversations.map((conversation) => ({ ...conversation, unread: unread.get(conversation.id) ?? 0 }));
  }

  return {
    /** Only admins search: words of notes are found as well, and an answer to a customer's search would give them away. */
    async list(reader: Person, filter: ConversationFilter, limit: number, cursor: string | undefined) {
      if (reader.role !== 'ADMIN' && filter.words !== undefined) refuse('forbidden', 'Only admins can search.');
      const own = reader.role === 'ADMIN' ? filter : { status: filter.status, customerId: reader.userId };
      const { items, nextCursor } = await store.listConversations(own, limit, cursor);
      return { items: await withUnread(items, reader), nextCursor };
    },
    async get(reader: Person, id: string): Promise<Conversation> {
      const conversation = assertVisible(await store.findConversation(id), reader);
      return toFirst(await withUnread([conversation], reader));
    },
    async messages(
      reader: Person,
      id: string,
      window: Parameters<ChatStore['listMessages']>[1],
    ): Promise<{ items: ChatMessage[]; hasMore: boolean }> {
      assertVisible(await store.findConversation(id), reader);
      return store.listMessages(id, window);
    },
  };
}

export type ReadConversations = ReturnType<typeof createReadConversations>;

function toFirst<T>([first]: T[]): T {
  if (first === undefined) throw new Error('unreachable: one in, one out');
  return first;
}
