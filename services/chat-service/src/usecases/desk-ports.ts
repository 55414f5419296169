import type { CannedReply, ChatNote, ChatQueue } from '@ticketlab/contracts/http/chat-desk';
import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';

/** What admins keep beside conversations; customers never get to see any of it. */
export interface NoteStore {
  /** With a client note id that is known already, the note kept then. `entry` goes to the audit log with it. */
  addNote(note: ChatNote, toEntry: (note: ChatNote) => AuditRecord): Promise<{ note: ChatNote; isNew: boolean }>;
  /** Newest first, below the id `before`. */
  listNotes(conversationId: string, page: { limit: number; before: string | null }): Promise<ChatNote[]>;
}

export interface QueueStore {
  countQueue(adminId: string): Promise<ChatQueue>;
}

/** One title is used once, whatever its case. */
export interface CannedReplyStore {
  listReplies(): Promise<CannedReply[]>;
  countReplies(): Promise<number>;
  /** False when the title is used already. */
  addReply(reply: CannedReply): Promise<boolean>;
  /** Undefined when there is no such reply. */
  changeReply(reply: CannedReply): Promise<'changed' | 'title-used' | undefined>;
  /** Resolves to what was removed. */
  removeReply(id: string): Promise<CannedReply | undefined>;
}

/** Tells connected admins; never fails. */
export interface NotePush {
  note(note: ChatNote): void;
}
