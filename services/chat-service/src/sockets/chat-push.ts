import type { ChatClientEvents, ChatServerEvents } from '@ticketlab/contracts/sockets/chat';
import type { SocketServer } from '@ticketlab/service-kit/sockets/socket-server';
import type { NotePush } from '../usecases/desk-ports.ts';
import type { ChatPush } from '../usecases/ports.ts';

export type ChatSocketServer = SocketServer<ChatClientEvents, ChatServerEvents>;

export const rooms = {
  /** all connections of one customer */
  customer: (userId: string) => `customer:${userId}`,
  /** every connected customer */
  customers: 'customers',
  /** every connected admin */
  support: 'support',
  /** who has this conversation open */
  conversation: (id: string) => `conversation:${id}`,
};

/**
 * Pushes to whom it concerns: the customer's connections and all admins'. `sockets` comes late, because the server that
 * carries it exists only once the service starts; until then nobody can be connected.
 */
export function createChatPush(sockets: () => ChatSocketServer | undefined): ChatPush & NotePush {
  const audience = (customerId: string) => sockets()?.io.to(rooms.customer(customerId)).to(rooms.support);
  return {
    message({ customerId }, message) {
      audience(customerId)?.emit('message', message);
    },
    conversation(conversation) {
      // what is unread differs by reader; clients count for themselves
      audience(conversation.customerId)?.emit('conversation', { ...conversation, unread: 0 });
    },
    receipt({ id, customerId }, { upToSeq, kind, by, at }) {
      audience(customerId)?.emit('receipt', { conversationId: id, upToSeq, kind, by, at: at.toISOString() });
    },
    note(note) {
      sockets()?.io.to(rooms.support).emit('note', note);
    },
    isSupportOnline: async () => (await sockets()?.isPresent(rooms.support)) ?? false,
    isCustomerOnline: async (customerId) => (await sockets()?.isPresent(rooms.customer(customerId))) ?? false,
  };
}
