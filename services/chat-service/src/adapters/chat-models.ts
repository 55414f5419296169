import type { Mongo } from '@ticketlab/service-kit/mongo/connect';
import type { Model } from 'mongoose';
import {
  type ConversationDocument,
  conversationSchema,
  type MessageDocument,
  messageSchema,
} from './chat-documents.ts';
import { type CannedReplyDocument, cannedReplySchema, type NoteDocument, noteSchema } from './note-documents.ts';

export interface ChatModels {
  conversations: Model<ConversationDocument>;
  messages: Model<MessageDocument>;
  notes: Model<NoteDocument>;
  cannedReplies: Model<CannedReplyDocument>;
}

export function createChatModels(mongo: Mongo): ChatModels {
  return {
    conversations: mongo.connection.model<ConversationDocument>('Conversation', conversationSchema),
    messages: mongo.connection.model<MessageDocument>('Message', messageSchema),
    notes: mongo.connection.model<NoteDocument>('Note', noteSchema),
    cannedReplies: mongo.connection.model<CannedReplyDocument>('CannedReply', cannedReplySchema),
  };
}
