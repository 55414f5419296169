import type { ChatNote } from '@ticketlab/contracts/http/chat-desk';
import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { OutboxItem } from './outbox.ts';

/** What stands in a thread, one below the other. */
export type Entry =
  | { kind: 'message'; key: string; at: string; message: ChatMessage }
  | { kind: 'waiting'; key: string; at: string; item: OutboxItem }
  | { kind: 'note'; key: string; at: string; note: ChatNote };

/**
 * Messages by place, each note below the message after which it was written, and last what is still on its way. A message
 * keeps its key when it arrives, so that it does not jump.
 */
export function toEntries(parts: {
  messages: readonly ChatMessage[];
  waiting: readonly OutboxItem[];
  notes?: readonly ChatNote[];
}): Entry[] {
  const { messages, waiting, notes = [] } = parts;
  const first = messages[0]?.seq ?? 0;
  const shown = notes
    .filter(({ afterSeq }) => afterSeq >= first - 1)
    .toSorted((a, b) => a.afterSeq - b.afterSeq || (a.id < b.id ? -1 : 1));
  const entries: Entry[] = [];
  let next = 0;
  const addNotes = (before: number): void => {
    for (let note = shown[next]; note !== undefined && note.afterSeq < before; note = shown[++next]) {
      entries.push({ kind: 'note', key: note.clientNoteId, at: note.writtenAt, note });
    }
  };
  for (const message of messages) {
    addNotes(message.seq);
    entries.push({ kind: 'message', key: message.clientMessageId, at: message.sentAt, message });
  }
  addNotes(Infinity);
  const sent = new Set(messages.map(({ clientMessageId }) => clientMessageId));
  for (const item of waiting) {
    if (sent.has(item.clientMessageId)) continue;
    entries.push({ kind: 'waiting', key: item.clientMessageId, at: item.queuedAt, item });
  }
  return entries;
}
