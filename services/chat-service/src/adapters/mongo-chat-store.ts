import type { Mongo } from '@ticketlab/service-kit/mongo/connect';
import { mappingOutages } from '@ticketlab/service-kit/mongo/errors';
import { erased } from '../domain/erased.ts';
import type { CannedReplyStore, NoteStore, QueueStore } from '../usecases/desk-ports.ts';
import type { ChatStore } from '../usecases/ports.ts';
import { type ConversationDocument, type MessageDocument, toConversation, toMessage } from './chat-documents.ts';
import { createChatModels } from './chat-models.ts';
import { createAuditOutbox } from './mongo-audit-outbox.ts';
import { createCannedReplyStore } from './mongo-canned-reply-store.ts';
import { createConversationStore } from './mongo-conversation-store.ts';
import { createMessageStore } from './mongo-message-store.ts';
import { createNoteStore } from './mongo-note-store.ts';
import { createQueueStore } from './mongo-queue-store.ts';

export interface MongoChatStore extends ChatStore, NoteStore, QueueStore, CannedReplyStore {
  createIndexes(): Promise<void>;
  /** Messages of conversations that retention removed; resolves to how many went. */
  removeOrphans(): Promise<number>;
}

/** Each change is one conditional write of one document; there are no transactions to lean on. */
export function createMongoChatStore(mongo: Mongo): MongoChatStore {
  const models = createChatModels(mongo);
  const { conversations, messages, notes, cannedReplies } = models;

  return mappingOutages<MongoChatStore>({
    ...createConversationStore(models),
    ...createMessageStore(models),
    ...createAuditOutbox(models),
    ...createNoteStore(models),
    ...createQueueStore(models),
    ...createCannedReplyStore(models),

    async eraseCustomer(customerId) {
      const owned = await conversations.find({ customerId }).select({ _id: 1 }).lean<{ _id: string }[]>();
      const ids = owned.map(({ _id }) => _id);
      // answers and notes repeat names and addresses, so they go as well
      await messages.updateMany({ conversationId: { $in: ids } }, { $set: { text: erased } });
      await notes.updateMany({ conversationId: { $in: ids } }, { $set: { text: erased } });
      await notes.updateMany({ authorId: customerId }, { $set: { authorName: erased } });
      await conversations.updateMany({ customerId, closedAt: null }, { $set: { closedAt: new Date() } });
      await conversations.updateMany(
        { customerId },
        {
          $set: { customerName: erased, subject: erased, lastMessage: null, status: 'closed', words: [] },
          $unset: { waitingSince: 1 },
        },
      );
    },

    async exportCustomer(customerId) {
      const owned = await conversations.find({ customerId }).lean<ConversationDocument[]>();
      const written = await messages
        .find({ conversationId: { $in: owned.map(({ _id }) => _id) } })
        .sort({ conversationId: 1, seq: 1 })
        .lean<MessageDocument[]>();
      return { conversations: owned.map(toConversation), messages: written.map(toMessage) };
    },

    async createIndexes() {
      await Promise.all([conversations, messages, notes, cannedReplies].map((model) => model.createIndexes()));
    },

    async removeOrphans() {
      const holders = await Promise.all([messages.distinct('conversationId'), notes.distinct('conversationId')]);
      const ids = [...new Set(holders.flat())];
      const kept = await conversations
        .find({ _id: { $in: ids } })
        .select({ _id: 1 })
        .lean<{ _id: string }[]>();
      const known = new Set(kept.map(({ _id }) => _id));
      const gone = ids.filter((id) => !known.has(id));
      if (gone.length === 0) return 0;
      await notes.deleteMany({ conversationId: { $in: gone } });
      return (await messages.deleteMany({ conversationId: { $in: gone } })).deletedCount;
    },
  });
}
