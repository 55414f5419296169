import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { ChatStore } from '../usecases/ports.ts';
import { type ConversationDocument, type MessageDocument, toMessage } from './chat-documents.ts';
import type { ChatModels } from './chat-models.ts';
import { addWords } from './word-index.ts';

export type MessageStore = Pick<
  ChatStore,
  'countUnread' | 'findSent' | 'append' | 'listMessages' | 'markReceipt' | 'listToNotify' | 'markNotified'
>;

const previewLength = 120;

export function createMessageStore({ conversations, messages }: ChatModels): MessageStore {
  async function lastSeqOf(conversationId: string): Promise<number> {
    const last = await messages
      .findOne({ conversationId })
      .sort({ seq: -1 })
      .select({ seq: 1 })
      .lean<{ seq: number }>();
    return last?.seq ?? 0;
  }

  /**
   * What the conversation knows of its newest message. Written after the message: a crash between leaves it one behind, no
   * more. A customer's message opens the conversation again, also when an admin closes it at this very moment: nobody
   * can have meant to close what they had not seen. Resolves to whether it did.
   */
  async function noteMessage(message: MessageDocument): Promise<boolean> {
    const { conversationId, seq, text, sentAt, senderRole } = message;
    const preview = {
      lastSeq: seq,
      lastMessage: text.slice(0, previewLength),
      lastMessageAt: sentAt,
      activeAt: sentAt,
    };
    const before = await conversations
      .findOneAndUpdate(
        { _id: conversationId, lastSeq: { $lt: seq } },
        senderRole === 'ADMIN'
          ? { $set: preview, $unset: { waitingSince: 1 } }
          : {
              $set: { ...preview, status: 'open', closedAt: null },
              $unset: { notifiedAt: 1 },
              // a customer waits since the first message that nobody has answered
              $min: { waitingSince: sentAt },
            },
        { returnDocument: 'before' },
      )
      .select({ status: 1 })
      .lean<Pick<ConversationDocument, 'status'>>();
    await addWords(conversations, conversationId, text);
    return senderRole === 'USER' && before?.status === 'closed';
  }

  return {
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

    async findSent(conversationId, senderId, clientMessageId) {
      const known = await messages.findOne({ conversationId, senderId, clientMessageId }).lean<MessageDocument>();
      return known === null ? undefined : toMessage(known);
    },

    async append(message, notify) {
      const { id, sentAt, ...fields } = message;
      const { conversationId, senderId, clientMessageId } = fields;
      for (;;) {
        const known = await messages.findOne({ conversationId, senderId, clientMessageId }).lean<MessageDocument>();
        if (known !== null) {
          await noteMessage(known);
          return { message: toMessage(known), isNew: false, hasReopened: false };
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
        return { hasReopened: await noteMessage(document), message: toMessage(document), isNew: true };
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
      // back again: the next answer that is missed is told anew
      if (reader === 'USER') await conversations.updateOne({ _id: conversationId }, { $unset: { notifiedAt: 1 } });
      return read.modifiedCount;
    },

    async listToNotify(limit) {
      const due = await messages.find({ notifyDue: true }).limit(limit).lean<MessageDocument[]>();
      const found = await conversations
        .find({ _id: { $in: due.map(({ conversationId }) => conversationId) } })
        .select({ customerId: 1, notifiedAt: 1 })
        .lean<Pick<ConversationDocument, '_id' | 'customerId' | 'notifiedAt'>[]>();
      const byId = new Map(found.map((conversation) => [conversation._id, conversation]));
      return [...Map.groupBy(due, ({ conversationId }) => conversationId)].map(([conversationId, documents]) => ({
        conversationId,
        customerId: byId.get(conversationId)?.customerId ?? null,
        notifiedAt: byId.get(conversationId)?.notifiedAt ?? null,
        messages: documents.map(toMessage).sort((a, b) => a.seq - b.seq),
      }));
    },

    async markNotified(conversationId, messageIds, at) {
      // first, so that whoever finds the next message due also finds that the customer was told
      if (at !== null) await conversations.updateOne({ _id: conversationId }, { $set: { notifiedAt: at } });
      await messages.updateMany({ _id: { $in: messageIds } }, { $unset: { notifyDue: 1 } });
    },
  };
}
