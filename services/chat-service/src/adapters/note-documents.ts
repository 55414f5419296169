import type { CannedReply, ChatNote } from '@ticketlab/contracts/http/chat-desk';
import mongoose from 'mongoose';

export interface NoteDocument extends Omit<ChatNote, 'id' | 'writtenAt'> {
  _id: string;
  writtenAt: Date;
}

export interface CannedReplyDocument extends Omit<CannedReply, 'id' | 'updatedAt'> {
  _id: string;
  /** the title as it is compared */
  key: string;
  updatedAt: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const settings = { versionKey: false, autoIndex: false, autoCreate: false } as const;

// a collection of their own, so that nothing that reads messages can ever come upon one
export const noteSchema = new mongoose.Schema<NoteDocument>(
  {
    _id: text,
    conversationId: text,
    clientNoteId: text,
    authorId: text,
    authorName: text,
    text,
    afterSeq: { type: Number, required: true },
    writtenAt: date,
  },
  { ...settings, collection: 'notes' },
);
noteSchema.index({ conversationId: 1, _id: -1 });
noteSchema.index({ conversationId: 1, authorId: 1, clientNoteId: 1 }, { unique: true });
noteSchema.index({ authorId: 1 });

export const cannedReplySchema = new mongoose.Schema<CannedReplyDocument>(
  { _id: text, key: text, title: text, text, updatedAt: date, updatedBy: text },
  { ...settings, collection: 'canned_replies' },
);
cannedReplySchema.index({ key: 1 }, { unique: true });

export function toNote({ _id, writtenAt, ...rest }: NoteDocument): ChatNote {
  const { conversationId, clientNoteId, authorId, authorName, text: body, afterSeq } = rest;
  return {
    id: _id,
    ...{ conversationId, clientNoteId, authorId, authorName, text: body, afterSeq },
    writtenAt: writtenAt.toISOString(),
  };
}

export function toReply({ _id, title, text: body, updatedAt, updatedBy }: CannedReplyDocument): CannedReply {
  return { id: _id, title, text: body, updatedAt: updatedAt.toISOString(), updatedBy };
}
