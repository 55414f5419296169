import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import { refuse } from '../domain/errors.ts';
import type { StoredConversation } from '../domain/conversation.ts';
import type { ChatPush, ChatStore } from './ports.ts';

/** What admins do with a conversation beside writing in it. No event tells of it, so the audit log is told. */
export function createManageConversation(deps: {
  store: ChatStore;
  push: ChatPush;
  clock: () => Date;
  newId: () => string;
  /** Of the request that is being answered. */
  requestId: () => string | null;
  onAuditDue: () => void;
}) {
  const { store, push, clock, newId, requestId, onAuditDue } = deps;

  function toEntry(action: string, id: string, adminId: string, detail: AuditRecord['detail']): AuditRecord {
    const at = clock().toISOString();
    return { id: newId(), at, actor: `admin:${adminId}`, action, subject: id, requestId: requestId(), detail };
  }

  async function done(id: string, changed: StoredConversation | undefined): Promise<StoredConversation> {
    const conversation = changed ?? (await explainRefusal(id));
    onAuditDue();
    push.conversation(conversation);
    return conversation;
  }

  async function explainRefusal(id: string): Promise<never> {
    const conversation = await store.findConversation(id);
    if (conversation === undefined) return refuse('not-found', 'There is no such conversation.');
    return refuse('conflict', 'This conversation is closed already.');
  }

  return {
    /** Null puts it back into the queue. */
    async assign(id: string, assigneeId: string | null, adminId: string): Promise<StoredConversation> {
      const entry = toEntry('chat.assigned', id, adminId, { assigneeId });
      return done(id, await store.assign(id, assigneeId, entry));
    },
    async close(id: string, adminId: string): Promise<StoredConversation> {
      return done(id, await store.close(id, clock(), toEntry('chat.closed', id, adminId, {})));
    },
  };
}

export type ManageConversation = ReturnType<typeof createManageConversation>;
