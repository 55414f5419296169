import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { NoteStore } from '../usecases/desk-ports.ts';
import type { ChatModels } from './chat-models.ts';
import { type NoteDocument, toNote } from './note-documents.ts';
import { addWords } from './word-index.ts';

export function createNoteStore({ conversations, notes }: ChatModels): NoteStore {
  async function findWritten(conversationId: string, authorId: string, clientNoteId: string) {
    const known = await notes.findOne({ conversationId, authorId, clientNoteId }).lean<NoteDocument>();
    return known === null ? undefined : toNote(known);
  }

  return {
    async addNote(note, toEntry) {
      const { id, writtenAt, ...fields } = note;
      const { conversationId, authorId, clientNoteId } = fields;
      let kept = await findWritten(conversationId, authorId, clientNoteId);
      const isNew = kept === undefined;
      if (kept === undefined) {
        try {
          await notes.create({ ...fields, _id: id, writtenAt: new Date(writtenAt) });
          kept = note;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          kept = await findWritten(conversationId, authorId, clientNoteId);
          if (kept === undefined) throw error;
          return { note: kept, isNew: false };
        }
      }
      // again for a note sent again: the one before may have died in between, and the log knows entries by their id
      const entry = toEntry(kept);
      await conversations.updateOne(
        { _id: conversationId },
        { $push: { unrecorded: { id: entry.id, json: JSON.stringify(entry) } } },
      );
      await addWords(conversations, conversationId, kept.text);
      return { note: kept, isNew };
    },

    async listNotes(conversationId, { limit, before }) {
      const found = await notes
        .find({ conversationId, ...(before === null ? {} : { _id: { $lt: before } }) })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<NoteDocument[]>();
      return found.map(toNote);
    },
  };
}
