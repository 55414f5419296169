import type { Notification } from '@ticketlab/contracts/http/notifications';
import type { NotificationClientEvents, NotificationServerEvents } from '@ticketlab/contracts/sockets/notifications';
import type { ServiceSocket, SocketServer } from '@ticketlab/service-kit/sockets/socket-server';
import type { Delivery } from '../usecases/ports.ts';
import { rooms } from './rooms.ts';

export type NotificationSocket = ServiceSocket<NotificationClientEvents, NotificationServerEvents>;
export type NotificationSocketServer = SocketServer<NotificationClientEvents, NotificationServerEvents>;

/** Hands notifications to the connections of this replica, each once per connection, and collects what they acknowledge. */
export interface LocalDelivery {
  deliver(deliveries: Delivery[]): void;
  /** Holds back what is pushed to a new connection, until it has caught up. */
  holdBack(socket: NotificationSocket): void;
  /** Gives a new connection what it has missed and what was held back, in order of time. */
  release(socket: NotificationSocket, missed: Delivery[], unread: number): void;
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
  const heldBack = new WeakMap<NotificationSocket, Delivery[]>();
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
    const held = heldBack.get(socket);
    if (held !== undefined) {
      held.push(...deliveries);
      return;
    }
    for (const { notification } of deliveries) emit(socket, notification);
    const last = deliveries.at(-1);
    if (last !== undefined) socket.emit('unread', { unread: last.unread });
  }

  function emit(socket: NotificationSocket, notification: Notification): void {
    if (!isNew(socket, notification.id)) return;
    socket.emit('notification', notification, () => {
      acknowledged.add(notification.id);
      flushing ??= setTimeout(() => void flush(), flushMs);
    });
  }

  return {
    holdBack: (socket) => void heldBack.set(socket, []),
    release(socket, missed, unread) {
      const held = heldBack.get(socket) ?? [];
      heldBack.delete(socket);
      const inOrder = [...missed, ...held].sort((a, b) => (a.notification.id < b.notification.id ? -1 : 1));
      for (const { notification } of inOrder) emit(socket, notification);
      socket.emit('unread', { unread: held.at(-1)?.unread ?? unread });
    },
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
