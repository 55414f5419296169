import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { StoredConversation } from '../domain/conversation.ts';
import type { ChatStore } from '../usecases/ports.ts';
import { type ConversationDocument, toConversation } from './chat-documents.ts';
import type { ChatModels } from './chat-models.ts';
import { parseCursor, toCursor } from './cursor.ts';

export type ConversationStore = Pick<
  ChatStore,
  'openConversation' | 'findOpened' | 'findConversation' | 'listConversations' | 'assign' | 'close'
>;

export function createConversationStore({ conversations }: ChatModels): ConversationStore {
  async function changeOpen(
    id: string,
    change: Partial<ConversationDocument>,
    entry: AuditRecord,
  ): Promise<StoredConversation | undefined> {
    const document = await conversations
      .findOneAndUpdate(
        { _id: id, status: 'open' },
        { $set: change, $push: { unrecorded: { id: entry.id, json: JSON.stringify(entry) } } },
        { returnDocument: 'after' },
      )
      .lean<ConversationDocument>();
    return document === null ? undefined : toConversation(document);
  }

  async function findOpened(customerId: string | null, openedWith: string): Promise<StoredConversation | undefined> {
    const document = await conversations.findOne({ customerId, openedWith }).lean<ConversationDocument>();
    return document === null ? undefined : toConversation(document);
  }

  return {
    findOpened,

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
        const known = await findOpened(customerId, clientMessageId);
        if (known === undefined) throw error;
        return known;
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

    assign: (id, assigneeId, entry) => changeOpen(id, { assigneeId }, entry),
    close: (id, at, entry) => changeOpen(id, { status: 'closed', closedAt: at }, entry),
  };
}
