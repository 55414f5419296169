import { notificationSchema } from '@ticketlab/contracts/http/notifications';
import { z } from 'zod';
import type { Push } from '../usecases/ports.ts';
import type { LocalDelivery, NotificationSocketServer } from './local-delivery.ts';
import { rooms } from './rooms.ts';

const deliveriesSchema = z.array(z.object({ userId: z.string(), notification: notificationSchema }));
const channel = 'deliveries';

export interface SocketParts {
  server: NotificationSocketServer;
  local: LocalDelivery;
}

/**
 * Pushes to the connections of every replica: to the own ones directly, to the others by one message for a whole batch.
 * `parts` is undefined until the server that carries the sockets exists; until then nobody can be connected.
 */
export function createNotificationPush(parts: () => SocketParts | undefined): Push {
  return {
    deliver(deliveries) {
      const { server, local } = parts() ?? {};
      local?.deliver(deliveries);
      server?.io.serverSideEmit(channel, deliveries);
    },
    unread(userId, unread) {
      parts()?.server.io.to(rooms.user(userId)).emit('unread', { unread });
    },
    availability(push) {
      // only the latest counts, so what a slow connection cannot take is not kept for it
      parts()?.server.io.volatile.to(rooms.event(push.eventId)).emit('availability', push);
    },
    disconnect(userId) {
      parts()?.server.io.in(rooms.user(userId)).disconnectSockets(true);
    },
  };
}

/** Takes what other replicas push to connections of this one. */
export function receivePushes({ server, local }: SocketParts): void {
  server.io.on(channel, (deliveries: unknown) => {
    const parsed = deliveriesSchema.safeParse(deliveries);
    if (parsed.success) local.deliver(parsed.data);
  });
}
