import type { NotificationClientEvents, NotificationServerEvents } from '@ticketlab/contracts/sockets/notifications';
import type { ServiceSocket, SocketServer } from '@ticketlab/service-kit/sockets/socket-server';
import type { Delivery } from '../usecases/ports.ts';
import { rooms } from './rooms.ts';

export type NotificationSocket = ServiceSocket<NotificationClientEvents, NotificationServerEvents>;
export type NotificationSocketServer = SocketServer<NotificationClientEvents, NotificationServerEvents>;

/** Hands notifications to the connections of this replica, each once per connection, and collects what they acknowledge. */
export interface LocalDelivery {
  deliver(deliveries: Delivery[]): void;
  deliverTo(socket: NotificationSocket, deliveries: Delivery[]): void;
  /** People with a connection to this replica. */
  connectedUsers(): string[];
  /** Notes what was acknowledged until now. */
  flush(): Promise<void>;
}

const flushMs = 200;
/** Of one connection; older ones come only while it catches up, and it has caught up then. */
const mostRemembered = 500;

export function createLocalDelivery(
  { io }: NotificationSocketServer,
  markDelivered: (ids: string[]) => Promise<void>,
): LocalDelivery {
  const sent = new WeakMap<NotificationSocket, Set<string>>();
  const acknowledged = new Set<string>();
  let flushing: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(flushing);
    flushing = undefined;
    if (acknowledged.size === 0) return;
    const ids = [...acknowledged];
    acknowledged.clear();
    // what is not noted is delivered once more on the next connect, where the client knows it by its id
    await markDelivered(ids).catch(() => undefined);
  }

  function isNew(socket: NotificationSocket, id: string): boolean {
    const known = sent.get(socket) ?? new Set();
    sent.set(socket, known);
    if (known.has(id)) return false;
    known.add(id);
    const [oldest] = known;
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
    return true;
  }

  function deliverTo(socket: NotificationSocket, deliveries: Delivery[]): void {
    for (const { notification } of deliveries) {
      if (!isNew(socket, notification.id)) continue;
      socket.emit('notification', notification, () => {
        acknowledged.add(notification.id);
        flushing ??= setTimeout(() => void flush(), flushMs);
      });
    }
    const last = deliveries.at(-1);
    if (last !== undefined) socket.emit('unread', { unread: last.unread });
  }

  return {
    deliverTo,
    deliver(deliveries) {
      const { adapter, sockets } = io.of('/');
      for (const [userId, own] of Map.groupBy(deliveries, ({ userId }) => userId)) {
        for (const id of adapter.rooms.get(rooms.user(userId)) ?? []) {
          const socket = sockets.get(id);
          if (socket !== undefined) deliverTo(socket, own);
        }
      }
    },
    connectedUsers: () => [...new Set([...io.of('/').sockets.values()].map(({ data }) => data.caller.userId))],
    flush,
  };
}
