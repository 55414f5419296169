import { idSchema } from '@ticketlab/contracts/primitives';
import type { Logger } from '@ticketlab/service-kit/telemetry/logger';
import type { CatchUp } from '../usecases/catch-up.ts';
import type { NotificationSocket } from './local-delivery.ts';
import type { SocketParts } from './notification-push.ts';
import { rooms } from './rooms.ts';

/** Events that one connection may watch: a list page shows some at a time. */
const mostWatched = 50;

/** What happens on a connection: it catches up, and it watches events. */
export function handleSockets({ server, local }: SocketParts, catchUp: CatchUp, log: Logger): void {
  async function welcome(socket: NotificationSocket): Promise<void> {
    const { userId } = socket.data.caller;
    // first the room, then the store: what is stored in between comes both ways and is sent once
    local.holdBack(socket);
    await socket.join(rooms.user(userId));
    const lastSeen = idSchema.safeParse(socket.handshake.auth['lastSeenId']);
    const { deliveries, unread } = await catchUp.onConnect(userId, lastSeen.data);
    local.release(socket, deliveries, unread);
  }

  server.io.on('connection', (socket) => {
    socket.on('event:watch', (eventId, reply) => {
      const result = watch(socket, eventId);
      if (typeof reply === 'function') reply(result);
    });
    socket.on('event:unwatch', (eventId) => {
      if (typeof eventId === 'string') void socket.leave(rooms.event(eventId));
    });
    welcome(socket).catch((error: unknown) => {
      // the client comes back and tries again
      log.warn({ err: error }, 'a client could not catch up');
      socket.disconnect(true);
    });
  });
}

function watch(socket: NotificationSocket, eventId: unknown): { ok: boolean; detail?: string } {
  const id = idSchema.safeParse(eventId);
  if (!id.success) return { ok: false, detail: 'not the id of an event' };
  const room = rooms.event(id.data);
  const watched = [...socket.rooms].filter((name) => name.startsWith(rooms.event('')));
  if (watched.length >= mostWatched && !socket.rooms.has(room)) {
    return { ok: false, detail: `at most ${mostWatched} events at a time` };
  }
  void socket.join(room);
  return { ok: true };
}
