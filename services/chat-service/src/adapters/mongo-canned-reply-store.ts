import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { CannedReplyStore } from '../usecases/desk-ports.ts';
import type { ChatModels } from './chat-models.ts';
import { type CannedReplyDocument, toReply } from './note-documents.ts';

export function createCannedReplyStore({ cannedReplies }: ChatModels): CannedReplyStore {
  return {
    async listReplies() {
      return (await cannedReplies.find({}).sort({ key: 1 }).lean<CannedReplyDocument[]>()).map(toReply);
    },
    countReplies: () => cannedReplies.estimatedDocumentCount(),
    async addReply({ id, updatedAt, title, ...rest }) {
      try {
        await cannedReplies.create({ ...rest, title, _id: id, key: toKey(title), updatedAt: new Date(updatedAt) });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async changeReply({ id, updatedAt, title, text, updatedBy }) {
      try {
        const change = { title, text, updatedBy, key: toKey(title), updatedAt: new Date(updatedAt) };
        const { matchedCount } = await cannedReplies.updateOne({ _id: id }, { $set: change });
        return matchedCount === 0 ? undefined : 'changed';
      } catch (error) {
        if (isDuplicateKey(error)) return 'title-used';
        throw error;
      }
    },
    async removeReply(id) {
      const removed = await cannedReplies.findOneAndDelete({ _id: id }).lean<CannedReplyDocument>();
      return removed === null ? undefined : toReply(removed);
    },
  };
}

const toKey = (title: string) => title.toLowerCase();
