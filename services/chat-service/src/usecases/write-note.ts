import type { ChatNote } from '@ticketlab/contracts/http/chat-desk';
import { refuse } from '../domain/errors.ts';
import type { NotePush, NoteStore } from './desk-ports.ts';
import type { ChatStore, Contacts, RateLimit } from './ports.ts';

export interface WriteNoteInput {
  adminId: string;
  conversationId: string;
  text: string;
  clientNoteId: string;
}

const nameless = 'Support';

/** Keeps what admins tell each other about a conversation, open or closed, and pushes it to admins alone. */
export function createWriteNote(deps: {
  store: Pick<ChatStore, 'findConversation'> & NoteStore;
  contacts: Contacts;
  push: NotePush;
  rateLimit: RateLimit;
  newId: () => string;
  clock: () => Date;
  requestId: () => string | null;
  onAuditDue: () => void;
}) {
  const { store, contacts, push, rateLimit, newId, clock, requestId, onAuditDue } = deps;

  return async ({ adminId, conversationId, text, clientNoteId }: WriteNoteInput): Promise<ChatNote> => {
    const conversation = await store.findConversation(conversationId);
    if (conversation === undefined) return refuse('not-found', 'There is no such conversation.');
    await rateLimit.check(adminId);
    const draft: ChatNote = {
      id: newId(),
      ...{ conversationId, clientNoteId, text },
      authorId: adminId,
      authorName: (await contacts.displayName(adminId)) ?? nameless,
      afterSeq: conversation.lastSeq,
      writtenAt: clock().toISOString(),
    };
    const { note, isNew } = await store.addNote(draft, ({ id, writtenAt }) => ({
      ...{ id, at: writtenAt, action: 'chat.note-written', actor: `admin:${adminId}` },
      // what it says stays where it is
      ...{ subject: conversationId, requestId: requestId(), detail: {} },
    }));
    onAuditDue();
    if (isNew) push.note(note);
    return note;
  };
}

export type WriteNote = ReturnType<typeof createWriteNote>;
