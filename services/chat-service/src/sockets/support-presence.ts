import type { ChatClientEvents, ChatServerEvents } from '@ticketlab/contracts/sockets/chat';
import type { ServiceSocket } from '@ticketlab/service-kit/sockets/socket-server';
import { type ChatSocketServer, rooms } from './chat-push.ts';

type ChatSocket = ServiceSocket<ChatClientEvents, ChatServerEvents>;

/** An admin who only reloads the page has not gone. */
const graceMs = 1_000;

/** Tells customers whether anybody of support is there: when they connect, when they write, and when it changes. */
export function createSupportPresence(server: ChatSocketServer) {
  const whenKnown = (then: (online: boolean) => unknown): void => {
    server.isPresent(rooms.support).then(then, () => undefined);
  };
  const tellAll = (online: boolean) => server.io.to(rooms.customers).emit('support', { online });

  return {
    tell(customer: ChatSocket): void {
      whenKnown((online) => customer.emit('support', { online }));
    },
    /** An admin has come, and will go. */
    follow(admin: ChatSocket): void {
      tellAll(true);
      admin.once('disconnect', () => {
        setTimeout(() => whenKnown(tellAll), graceMs).unref();
      });
    },
  };
}
