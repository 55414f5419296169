import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import type { ChatStore } from '../usecases/ports.ts';
import type { ConversationDocument } from './chat-documents.ts';
import type { ChatModels } from './chat-models.ts';

export type AuditOutbox = Pick<ChatStore, 'listUnrecorded' | 'countUnrecorded' | 'markRecorded'>;

// any id is greater than the empty text; unlike $exists this uses the index
const hasUnrecorded = { 'unrecorded.id': { $gt: '' } };

/** Entries for the audit log, inside the conversations that they tell of. */
export function createAuditOutbox({ conversations }: ChatModels): AuditOutbox {
  return {
    async listUnrecorded(limit) {
      const holders = await conversations
        .find(hasUnrecorded)
        .sort({ 'unrecorded.id': 1 })
        .limit(limit)
        .select({ unrecorded: 1 })
        .lean<Pick<ConversationDocument, '_id' | 'unrecorded'>[]>();
      return holders.map(({ _id, unrecorded = [] }) => ({
        conversationId: _id,
        entries: unrecorded.map(({ json }) => JSON.parse(json) as AuditRecord),
      }));
    },
    countUnrecorded: () => conversations.countDocuments(hasUnrecorded),
    async markRecorded(conversationId, entryId) {
      await conversations.updateOne({ _id: conversationId }, { $pull: { unrecorded: { id: entryId } } });
    },
  };
}
