import { type ChatClientEvents, type ChatServerEvents, chatSocketPath } from '@ticketlab/contracts/sockets/chat';
import type { Socket } from 'socket.io-client';
import type { Session } from '../auth/session.ts';
import { createSocket } from '../live/socket.ts';

export type ChatSocket = Socket<ChatServerEvents, ChatClientEvents>;

export function connectChat(session: Session): ChatSocket {
  const socket: ChatSocket = createSocket(chatSocketPath, session);
  socket.connect();
  return socket;
}
