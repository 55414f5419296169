import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { SweepRule } from '@ticketlab/service-kit/mongo/sweeper';
import mongoose from 'mongoose';
import type { StoredConversation } from '../domain/conversation.ts';

export interface ConversationDocument extends Omit<
  StoredConversation,
  'id' | 'lastMessageAt' | 'createdAt' | 'closedAt' | 'waitingSince'
> {
  _id: string;
  /** the client message id that opened it */
  openedWith: string;
  lastMessageAt: Date | null;
  createdAt: Date;
  closedAt: Date | null;
  /** what lists are sorted by: the last message, or the opening */
  activeAt: Date;
  /** missing while support has the last word */
  waitingSince?: Date;
  /** when the customer was last told of an answer, missing once they have come back */
  notifiedAt?: Date;
  /** what the conversation is found by, domain/search-words.ts */
  words: string[];
  /** what the audit log has not got yet */
  unrecorded?: UnrecordedEntry[];
}

export interface UnrecordedEntry {
  id: string;
  /** as text, because the names of its details are not ours to restrict */
  json: string;
}

export interface MessageDocument extends Omit<ChatMessage, 'id' | 'sentAt' | 'deliveredAt' | 'readAt'> {
  _id: string;
  sentAt: Date;
  deliveredAt: Date | null;
  readAt: Date | null;
  /** only while a notification about it is due */
  notifyDue?: boolean;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const optionalDate = { type: Date, default: null } as const;
const settings = { versionKey: false, autoIndex: false, autoCreate: false } as const;

export const conversationSchema = new mongoose.Schema<ConversationDocument>(
  {
    _id: text,
    openedWith: text,
    customerId: text,
    customerName: text,
    subject: text,
    status: text,
    assigneeId: { type: String, default: null },
    lastMessage: { type: String, default: null },
    lastMessageAt: optionalDate,
    lastSeq: { type: Number, required: true },
    createdAt: date,
    closedAt: optionalDate,
    activeAt: date,
    waitingSince: { type: Date },
    notifiedAt: { type: Date },
    words: { type: [String], default: [] },
    unrecorded: { type: [{ _id: false, id: text, json: text }], default: undefined },
  },
  { ...settings, collection: 'conversations' },
);
// every query of the stores beside this file has its index here
conversationSchema.index({ customerId: 1, openedWith: 1 }, { unique: true });
conversationSchema.index({ customerId: 1, activeAt: -1, _id: -1 });
conversationSchema.index({ status: 1, assigneeId: 1, activeAt: -1, _id: -1 });
conversationSchema.index({ status: 1, activeAt: -1, _id: -1 });
conversationSchema.index({ assigneeId: 1, activeAt: -1, _id: -1 });
conversationSchema.index({ activeAt: -1, _id: -1 });
conversationSchema.index({ waitingSince: 1, _id: 1 }, { sparse: true });
conversationSchema.index({ assigneeId: 1, waitingSince: 1, _id: 1 });
conversationSchema.index({ words: 1, activeAt: -1, _id: -1 });
conversationSchema.index({ closedAt: 1 });
conversationSchema.index({ 'unrecorded.id': 1 }, { sparse: true });

/** Conversations that were closed that long ago go. */
export function conversationRetention(hours: number): SweepRule {
  return { collection: 'conversations', field: 'closedAt', hours };
}

export const messageSchema = new mongoose.Schema<MessageDocument>(
  {
    _id: text,
    conversationId: text,
    clientMessageId: text,
    seq: { type: Number, required: true },
    senderId: text,
    senderRole: text,
    text,
    sentAt: date,
    deliveredAt: optionalDate,
    readAt: optionalDate,
    notifyDue: { type: Boolean },
  },
  { ...settings, collection: 'messages' },
);
// the place in a conversation and the client's id are both unique: that is what makes numbering and retries safe
messageSchema.index({ conversationId: 1, seq: 1 }, { unique: true });
messageSchema.index({ conversationId: 1, senderId: 1, clientMessageId: 1 }, { unique: true });
messageSchema.index({ conversationId: 1, senderRole: 1, readAt: 1 });
messageSchema.index({ notifyDue: 1 }, { sparse: true });
messageSchema.index({ senderId: 1 });

export function toConversation(document: ConversationDocument): StoredConversation {
  const { customerId, customerName, subject, status, assigneeId, lastMessage, lastSeq } = document;
  return {
    id: document._id,
    ...{ customerId, customerName, subject, status, assigneeId, lastMessage, lastSeq },
    lastMessageAt: document.lastMessageAt?.toISOString() ?? null,
    createdAt: document.createdAt.toISOString(),
    closedAt: document.closedAt?.toISOString() ?? null,
    waitingSince: document.waitingSince?.toISOString() ?? null,
  };
}

export function toMessage(document: MessageDocument): ChatMessage {
  const { conversationId, clientMessageId, seq, senderId, senderRole, text: body } = document;
  return {
    id: document._id,
    ...{ conversationId, clientMessageId, seq, senderId, senderRole, text: body },
    sentAt: document.sentAt.toISOString(),
    deliveredAt: document.deliveredAt?.toISOString() ?? null,
    readAt: document.readAt?.toISOString() ?? null,
  };
}
