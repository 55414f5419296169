import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { StoredConversation } from '../domain/conversation.ts';
import { toWords } from '../domain/search-words.ts';
import type { ChatStore } from '../usecases/ports.ts';
import { type ConversationDocument, toConversation } from './chat-documents.ts';
import type { ChatModels } from './chat-models.ts';
import { parseCursor, toCursor } from './cursor.ts';
import { toWordsFilter } from './word-index.ts';

export type ConversationStore = Pick<
  ChatStore,
  'openConversation' | 'findOpened' | 'findConversation' | 'listConversations' | 'assign' | 'close' | 'reopen'
>;

/** Only who waits for an answer has the field, and any date is later than that. */
export const someoneWaits = { waitingSince: { $gt: new Date(0) } };

export function createConversationStore({ conversations }: ChatModels): ConversationStore {
  async function change(
    filter: { _id: string; status: 'open' | 'closed'; assigneeId?: string | null },
    update: { $set: Partial<ConversationDocument>; $unset?: { waitingSince: 1 } },
    entry: AuditRecord,
  ): Promise<StoredConversation | undefined> {
    const document = await conversations
      .findOneAndUpdate(
        filter,
        { ...update, $push: { unrecorded: { id: entry.id, json: JSON.stringify(entry) } } },
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
          words: toWords(`${customerName} ${subject}`),
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

    async listConversations({ customerId, status, assigneeId, words = [], sort = 'recent' }, limit, cursor) {
      const after = cursor === undefined ? undefined : parseCursor(cursor);
      const { field, direction, beyond } = orders[sort];
      const documents = await conversations
        .find({
          ...(customerId === undefined ? {} : { customerId }),
          // who waits is in an open one
          ...(status === undefined || (sort === 'waiting' && status === 'open') ? {} : { status }),
          ...(assigneeId === undefined ? {} : { assigneeId }),
          ...(sort === 'waiting' ? someoneWaits : {}),
          ...toWordsFilter(words),
          ...(after === undefined
            ? {}
            : { $or: [{ [field]: { [beyond]: after.at } }, { [field]: after.at, _id: { [beyond]: after.id } }] }),
        })
        .sort({ [field]: direction, _id: direction })
        .limit(limit + 1)
        .lean<ConversationDocument[]>();
      const page = documents.slice(0, limit);
      const last = page.at(-1);
      const at = last?.[field];
      const hasMore = documents.length > limit && last !== undefined && at !== undefined;
      return { items: page.map(toConversation), nextCursor: hasMore ? toCursor({ at, id: last._id }) : null };
    },

    assign: (id, assigneeId, expected, entry) =>
      change(
        { _id: id, status: 'open', ...(expected === undefined ? {} : { assigneeId: expected }) },
        { $set: { assigneeId } },
        entry,
      ),
    close: (id, at, entry) =>
      change(
        { _id: id, status: 'open' },
        { $set: { status: 'closed', closedAt: at }, $unset: { waitingSince: 1 } },
        entry,
      ),
    reopen: (id, entry) => change({ _id: id, status: 'closed' }, { $set: { status: 'open', closedAt: null } }, entry),
  };
}

const orders = {
  recent: { field: 'activeAt', direction: -1, beyond: '$lt' },
  waiting: { field: 'waitingSince', direction: 1, beyond: '$gt' },
} as const;
