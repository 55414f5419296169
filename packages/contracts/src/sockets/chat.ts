import type { ChatNote } from '../http/chat-desk.ts';
import type { ChatMessage, Conversation } from '../http/chat.ts';
import type { Problem } from '../problem.ts';

// type aliases, because socket.io wants maps with an index signature, which interfaces lack
export type Reply<T> = (result: { ok: true; value: T } | { ok: false; problem: Problem }) => void;

export interface ChatReceipt {
  conversationId: string;
  upToSeq: number;
  kind: 'delivered' | 'read';
  by: 'USER' | 'ADMIN';
  at: string;
}

export type ChatServerEvents = {
  message: (message: ChatMessage) => void;
  receipt: (receipt: ChatReceipt) => void;
  typing: (typing: { conversationId: string; userId: string; role: 'USER' | 'ADMIN'; typing: boolean }) => void;
  presence: (presence: { conversationId: string; customerOnline: boolean; supportOnline: boolean }) => void;
  conversation: (conversation: Conversation) => void;
  /** Whether anybody of support is connected: to customers on connecting, and when it changes. */
  support: (presence: { online: boolean }) => void;
  /** To admins only. */
  note: (note: ChatNote) => void;
};

export type ChatClientEvents = {
  'conversation:join': (conversationId: string, reply: Reply<Conversation>) => void;
  'conversation:leave': (conversationId: string) => void;
  'message:send': (
    message: { conversationId: string; text: string; clientMessageId: string },
    reply: Reply<ChatMessage>,
  ) => void;
  receipt: (
    receipt: { conversationId: string; upToSeq: number; kind: 'delivered' | 'read' },
    reply: Reply<null>,
  ) => void;
  typing: (typing: { conversationId: string; typing: boolean }) => void;
};

export const chatSocketPath = '/api/chat/socket.io';
