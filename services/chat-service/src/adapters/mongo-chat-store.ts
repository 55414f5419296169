import type { Mongo } from '@ticketlab/service-kit/mongo/connect';
import { isDuplicateKey, mappingOutages } from '@ticketlab/service-kit/mongo/errors';
import type { ChatStore } from '../usecases/ports.ts';
import {
  type ConversationDocument,
  conversationSchema,
  type MessageDocument,
  messageSchema,
  toConversation,
  toMessage,
} from './chat-documents.ts';
import { parseCursor, toCursor } from './cursor.ts';

export interface MongoChatStore extends ChatStore {
  createIndexes(): Promise<void>;
  /** Messages of conversations that retention removed; resolves to how many went. */
  removeOrphans(): Promise<number>;
}

const erased = '(erased)';
const previewLength = 120;

/** Each change is one conditional write of one document; there are no transactions to lean on. */
export function createMongoChatStore(mongo: Mongo): MongoChatStore {
  const conversations = mongo.connection.model<ConversationDocument>('Conversation', conversationSchema);
  const messages = mongo.connection.model<MessageDocument>('Message', messageSchema);

  async function lastSeqOf(conversationId: string): Promise<number> {
    const last = await messages
      .findOne({ conversationId })
      .sort({ seq: -1 })
      .select({ seq: 1 })
      .lean<{ seq: number }>();
    return last?.seq ?? 0;
  }

  /** Lists show the newest message. Written after the message: a crash between leaves the preview one behind, no more. */
  async function notePreview({ conversationId, seq, text, sentAt }: MessageDocument): Promise<void> {
    await conversations.updateOne(
      { _id: conversationId, lastSeq: { $lt: seq } },
      { $set: { lastSeq: seq, lastMessage: text.slice(0, previewLength), lastMessageAt: sentAt, activeAt: sentAt } },
    );
  }

  return mappingOutages<MongoChatStore>({
    async openConversation(conversation, clientMessageId) {
      const { id, customerId, customerName, subject, status, assigneeId, lastMessage, lastSeq } = conversation;
      const at = new Date(conversation.createdAt);
      try {
        await conversations.create({
          ...{ customerId, customerName, subject, status, assigneeId, lastMessage, lastSeq },
          _id: id,
          openedWith: clientMessageId,
          lastMessageAt: null,
          createdAt: at,
          closedAt: null,
          activeAt: at,
        });
        return conversation;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const known = await conversations
          .findOne({ customerId, openedWith: clientMessageId })
          .lean<ConversationDocument>();
        if (known === null) throw error;
        return toConversation(known);
      }
    },

    async findConversation(id) {
      const document = await conversations.findById(id).lean<ConversationDocument>();
      return document === null ? undefined : toConversation(document);
    },

    async listConversations({ customerId, status, assigneeId }, limit, cursor) {
      const after = cursor === undefined ? undefined : parseCursor(cursor);
      const documents = await conversations
        .find({
          ...(customerId === undefined ? {} : { customerId }),
          ...(status === undefined ? {} : { status }),
          ...(assigneeId === undefined ? {} : { assigneeId }),
          ...(after === undefined
            ? {}
            : { $or: [{ activeAt: { $lt: after.at } }, { activeAt: after.at, _id: { $lt: after.id } }] }),
        })
        .sort({ activeAt: -1, _id: -1 })
        .limit(limit + 1)
        .lean<ConversationDocument[]>();
      const page = documents.slice(0, limit);
      const last = page.at(-1);
      const hasMore = documents.length > limit && last !== undefined;
      return {
        items: page.map(toConversation),
        nextCursor: hasMore ? toCursor({ at: last.activeAt, id: last._id }) : null,
      };
    },

    async countUnread(conversationIds, reader) {
      const counts = await messages.aggregate<{ _id: string; count: number }>([
        {
          $match: {
            conversationId: { $in: conversationIds },
            senderRole: reader === 'ADMIN' ? 'USER' : 'ADMIN',
            readAt: null,
          },
        },
        { $group: { _id: '$conversationId', count: { $sum: 1 } } },
      ]);
      return new Map(counts.map(({ _id, count }) => [_id, count]));
    },

    async assign(id, assigneeId) {
      const document = await conversations
        .findOneAndUpdate({ _id: id, status: 'open' }, { $set: { assigneeId } }, { returnDocument: 'after' })
        .lean<ConversationDocument>();
      return document === null ? undefined : toConversation(document);
    },

    async close(id, at) {
      const document = await conversations
        .findOneAndUpdate(
          { _id: id, status: 'open' },
          { $set: { status: 'closed', closedAt: at } },
          { returnDocument: 'after' },
        )
        .lean<ConversationDocument>();
      return document === null ? undefined : toConversation(document);
    },

    async append(message, notify) {
      const { id, sentAt, ...fields } = message;
      const { conversationId, senderId, clientMessageId } = fields;
      for (;;) {
        const known = await messages.findOne({ conversationId, senderId, clientMessageId }).lean<MessageDocument>();
        if (known !== null) {
          await notePreview(known);
          return { message: toMessage(known), isNew: false };
        }
        const document: MessageDocument = {
          ...fields,
          _id: id,
          seq: (await lastSeqOf(conversationId)) + 1,
          sentAt: new Date(sentAt),
          deliveredAt: null,
          readAt: null,
          ...(notify ? { notifyDue: true } : {}),
        };
        try {
          await messages.create(document);
        } catch (error) {
          // somebody took that place, or a retry of this very message was faster: look again
          if (isDuplicateKey(error)) continue;
          throw error;
        }
        await notePreview(document);
        return { message: toMessage(document), isNew: true };
      }
    },

    async listMessages(conversationId, { limit, beforeSeq, afterSeq }) {
      const forwards = afterSeq !== undefined;
      const seq = forwards ? { $gt: afterSeq } : beforeSeq === undefined ? { $gt: 0 } : { $lt: beforeSeq };
      const documents = await messages
        .find({ conversationId, seq })
        .sort({ seq: forwards ? 1 : -1 })
        .limit(limit + 1)
        .lean<MessageDocument[]>();
      const page = documents.slice(0, limit).map(toMessage);
      return { items: forwards ? page : page.reverse(), hasMore: documents.length > limit };
    },

    async markReceipt(conversationId, reader, upToSeq, kind, at) {
      const fromOther = {
        conversationId,
        senderRole: reader === 'ADMIN' ? ('USER' as const) : ('ADMIN' as const),
        seq: { $lte: upToSeq },
      };
      const delivered = await messages.updateMany({ ...fromOther, deliveredAt: null }, { deliveredAt: at });
      if (kind === 'delivered') return delivered.modifiedCount;
      const read = await messages.updateMany({ ...fromOther, readAt: null }, { readAt: at });
      return read.modifiedCount;
    },

    async listToNotify(limit) {
      const due = await messages.find({ notifyDue: true }).limit(limit).lean<MessageDocument[]>();
      const owners = await conversations
        .find({ _id: { $in: due.map(({ conversationId }) => conversationId) } })
        .select({ customerId: 1 })
        .lean<Pick<ConversationDocument, '_id' | 'customerId'>[]>();
      const customerOf = new Map(owners.map(({ _id, customerId }) => [_id, customerId]));
      return due.map((document) => ({
        message: toMessage(document),
        customerId: customerOf.get(document.conversationId) ?? '',
      }));
    },

    async markNotified(messageId) {
      await messages.updateOne({ _id: messageId }, { $unset: { notifyDue: 1 } });
    },

    async eraseCustomer(customerId) {
      await messages.updateMany({ senderId: customerId, senderRole: 'USER' }, { $set: { text: erased } });
      await conversations.updateMany(
        { customerId },
        { $set: { customerName: erased, subject: erased, lastMessage: null, status: 'closed' } },
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
      await Promise.all([conversations.createIndexes(), messages.createIndexes()]);
    },

    async removeOrphans() {
      const ids = await messages.distinct('conversationId');
      const kept = await conversations
        .find({ _id: { $in: ids } })
        .select({ _id: 1 })
        .lean<{ _id: string }[]>();
      const known = new Set(kept.map(({ _id }) => _id));
      const gone = ids.filter((id) => !known.has(id));
      if (gone.length === 0) return 0;
      return (await messages.deleteMany({ conversationId: { $in: gone } })).deletedCount;
    },
  });
}
