import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import { isAbandoned, type StoredConversation } from '../domain/conversation.ts';
import { refuse } from '../domain/errors.ts';
import type { ChatPush, ChatStore, Contacts } from './ports.ts';

/** What admins do with a conversation beside writing in it. No event tells of it, so the audit log is told. */
export function createManageConversation(deps: {
  store: ChatStore;
  push: ChatPush;
  contacts: Contacts;
  clock: () => Date;
  newId: () => string;
  /** Of the request that is being answered. */
  requestId: () => string | null;
  onAuditDue: () => void;
}) {
  const { store, push, contacts, clock, newId, requestId, onAuditDue } = deps;

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
    if (conversation.status === 'closed') return refuse('conflict', 'This conversation is closed already.');
    return refuse('conflict', 'Somebody else has taken this conversation in the meantime.');
  }

  return {
    /** Null puts it back into the queue; `expected` is who has it as the asking admin sees it. */
    async assign(
      id: string,
      {
        adminId: assigneeId,
        expectedAdminId: expected,
      }: { adminId: string | null; expectedAdminId?: string | null | undefined },
      adminId: string,
    ): Promise<StoredConversation> {
      const isOther = assigneeId !== null && assigneeId !== adminId;
      if (isOther && (await contacts.roleOf(assigneeId)) !== 'ADMIN') {
        refuse('validation-failed', 'adminId: there is no such admin.');
      }
      const entry = toEntry('chat.assigned', id, adminId, { assigneeId });
      return done(id, await store.assign(id, assigneeId, expected, entry));
    },
    async close(id: string, adminId: string): Promise<StoredConversation> {
      return done(id, await store.close(id, clock(), toEntry('chat.closed', id, adminId, {})));
    },
    async reopen(id: string, adminId: string): Promise<StoredConversation> {
      const conversation = await store.findConversation(id);
      if (conversation === undefined) return refuse('not-found', 'There is no such conversation.');
      if (isAbandoned(conversation)) return refuse('conflict', 'The customer’s account is gone: nobody would read it.');
      const reopened = await store.reopen(id, toEntry('chat.reopened', id, adminId, {}));
      if (reopened === undefined) return refuse('conflict', 'This conversation is open already.');
      return done(id, reopened);
    },
  };
}

export type ManageConversation = ReturnType<typeof createManageConversation>;
