import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { ChatStore } from '../usecases/ports.ts';
import { type ConversationDocument, type MessageDocument, toMessage } from './chat-documents.ts';
import type { ChatModels } from './chat-models.ts';

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

  /** Lists show the newest message. Written after the message: a crash between leaves the preview one behind, no more. */
  async function notePreview({ conversationId, seq, text, sentAt, senderRole }: MessageDocument): Promise<void> {
    await conversations.updateOne(
      { _id: conversationId, lastSeq: { $lt: seq } },
      {
        $set: { lastSeq: seq, lastMessage: text.slice(0, previewLength), lastMessageAt: sentAt, activeAt: sentAt },
        // a customer waits since the first message that nobody has answered
        ...(senderRole === 'ADMIN' ? { $unset: { waitingSince: 1 } } : { $min: { waitingSince: sentAt } }),
      },
    );
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
        customerId: customerOf.get(document.conversationId) ?? null,
      }));
    },

    async markNotified(messageId) {
      await messages.updateOne({ _id: messageId }, { $unset: { notifyDue: 1 } });
    },
  };
}
