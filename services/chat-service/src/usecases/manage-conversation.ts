import { refuse } from '../domain/errors.ts';
import type { StoredConversation } from '../domain/conversation.ts';
import type { ChatPush, ChatStore } from './ports.ts';

/** What admins do with a conversation beside writing in it. */
export function createManageConversation(deps: { store: ChatStore; push: ChatPush; clock: () => Date }) {
  const { store, push, clock } = deps;

  async function explainRefusal(id: string): Promise<never> {
    const conversation = await store.findConversation(id);
    if (conversation === undefined) return refuse('not-found', 'There is no such conversation.');
    return refuse('conflict', 'This conversation is closed already.');
  }

  return {
    /** null puts it back into the queue. */
    async assign(id: string, adminId: string | null): Promise<StoredConversation> {
      const conversation = (await store.assign(id, adminId)) ?? (await explainRefusal(id));
      push.conversation(conversation);
      return conversation;
    },
    async close(id: string): Promise<StoredConversation> {
      const conversation = (await store.close(id, clock())) ?? (await explainRefusal(id));
      push.conversation(conversation);
      return conversation;
    },
  };
}

export type ManageConversation = ReturnType<typeof createManageConversation>;
