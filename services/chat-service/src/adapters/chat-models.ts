import type { Mongo } from '@ticketlab/service-kit/mongo/connect';
import type { Model } from 'mongoose';
import {
  type ConversationDocument,
  conversationSchema,
  type MessageDocument,
  messageSchema,
} from './chat-documents.ts';

export interface ChatModels {
  conversations: Model<ConversationDocument>;
  messages: Model<MessageDocument>;
}

export function createChatModels(mongo: Mongo): ChatModels {
  return {
    conversations: mongo.connection.model<ConversationDocument>('Conversation', conversationSchema),
    messages: mongo.connection.model<MessageDocument>('Message', messageSchema),
  };
}
