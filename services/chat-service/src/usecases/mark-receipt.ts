import { assertVisible, type Person } from '../domain/conversation.ts';
import type { ChatPush, ChatStore } from './ports.ts';

/** Notes that one side has received or read what the other wrote, up to a place in the conversation. */
export function createMarkReceipt(deps: { store: ChatStore; push: ChatPush; clock: () => Date }) {
  const { store, push, clock } = deps;
  return async (reader: Person, conversationId: string, upToSeq: number, kind: 'delivered' | 'read'): Promise<void> => {
    const conversation = assertVisible(await store.findConversation(conversationId), reader);
    const at = clock();
    const changed = await store.markReceipt(conversationId, reader.role, upToSeq, kind, at);
    if (changed > 0) push.receipt(conversation, { upToSeq, kind, by: reader.role, at });
  };
}

export type MarkReceipt = ReturnType<typeof createMarkReceipt>;
