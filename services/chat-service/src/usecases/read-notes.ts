import type { ChatNote } from '@ticketlab/contracts/http/chat-desk';
import { refuse } from '../domain/errors.ts';
import type { NoteStore } from './desk-ports.ts';
import type { ChatStore } from './ports.ts';

export function createReadNotes(store: Pick<ChatStore, 'findConversation'> & NoteStore) {
  /** Newest first; `next` is the id below which the next page begins. */
  return async (
    conversationId: string,
    { limit, before }: { limit: number; before: string | null },
  ): Promise<{ notes: ChatNote[]; next: string | null }> => {
    if ((await store.findConversation(conversationId)) === undefined) {
      refuse('not-found', 'There is no such conversation.');
    }
    const found = await store.listNotes(conversationId, { limit: limit + 1, before });
    const notes = found.slice(0, limit);
    return { notes, next: found.length > limit ? (notes.at(-1)?.id ?? null) : null };
  };
}

export type ReadNotes = ReturnType<typeof createReadNotes>;
