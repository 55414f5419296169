import type { Notification } from '@ticketlab/contracts/http/notifications';
import type { NotificationClientEvents, NotificationServerEvents } from '@ticketlab/contracts/sockets/notifications';
import type { ServiceSocket, SocketServer } from '@ticketlab/service-kit/sockets/socket-server';
import type { Delivery } from '../usecases/ports.ts';
import { createCollector } from './collector.ts';
import { rooms } from './rooms.ts';

export type NotificationSocket = ServiceSocket<NotificationClientEvents, NotificationServerEvents>;
export type NotificationSocketServer = SocketServer<NotificationClientEvents, NotificationServerEvents>;

/**
 * Hands notifications to the connections of this replica, each once per connection, and puts off what can wait: noting what
 * they acknowledge and counting what is unread, so that while many are told the store is free for that.
 */
export interface LocalDelivery {
  deliver(deliveries: Delivery[]): void;
  /** Holds back what is pushed to a new connection, until it has caught up. */
  holdBack(socket: NotificationSocket): void;
  /** Gives a new connection what it has missed and what was held back, in order of time. */
  release(socket: NotificationSocket, missed: Delivery[], unread: number): void;
  /** People with a connection to this replica. */
  connectedUsers(): string[];
  /** Notes what was acknowledged until now, and counts no more. */
  close(): Promise<void>;
}

const longestMs = 3_000;
const recountQuietMs = 100;
/** Few enough that what is to be told gets to the store in between. */
const acknowledgedAtOnce = 100;
const countedAtOnce = 500;
/** Of one connection; older ones come only while it catches up, and it has caught up then. */
const mostRemembered = 500;

export function createLocalDelivery(
  { io }: NotificationSocketServer,
  store: {
    markDelivered: (ids: string[]) => Promise<void>;
    /** People without unread ones are missing. */
    countUnreadOf: (userIds: string[]) => Promise<Map<string, number>>;
  },
  options: { acknowledgedMs: number },
): LocalDelivery {
  const sent = new WeakMap<NotificationSocket, Set<string>>();
  const heldBack = new WeakMap<NotificationSocket, Delivery[]>();

  const acknowledged = createCollector({
    quietMs: options.acknowledgedMs,
    longestMs: Math.max(longestMs, options.acknowledgedMs),
    portion: acknowledgedAtOnce,
    // what is not noted is delivered once more on the next connect, where the client knows it by its id
    handle: (ids) => store.markDelivered(ids).catch(() => undefined),
  });
  const recount = createCollector({
    quietMs: recountQuietMs,
    longestMs,
    portion: countedAtOnce,
    // without a count the client keeps the one it has, and gets a new one with the next notification or connection
    handle: (userIds) => tellUnread(userIds).catch(() => undefined),
  });

  async function tellUnread(userIds: string[]): Promise<void> {
    const counts = await store.countUnreadOf(userIds);
    for (const userId of userIds) {
      const unread = counts.get(userId) ?? 0;
      for (const socket of socketsOf(userId)) socket.emit('unread', { unread });
    }
  }

  function socketsOf(userId: string): NotificationSocket[] {
    const { adapter, sockets } = io.of('/');
    const ids = [...(adapter.rooms.get(rooms.user(userId)) ?? [])];
    return ids.map((id) => sockets.get(id)).filter((socket) => socket !== undefined);
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
    for (const { notification } of deliveries) {
      if (emit(socket, notification)) recount.add(socket.data.caller.userId);
    }
  }

  /** False when this connection has got it before. */
  function emit(socket: NotificationSocket, notification: Notification): boolean {
    if (!isNew(socket, notification.id)) return false;
    socket.emit('notification', notification, () => acknowledged.add(notification.id));
    return true;
  }

  return {
    holdBack: (socket) => void heldBack.set(socket, []),
    release(socket, missed, unread) {
      const held = heldBack.get(socket) ?? [];
      heldBack.delete(socket);
      const inOrder = [...missed, ...held].sort((a, b) => (a.notification.id < b.notification.id ? -1 : 1));
      for (const { notification } of inOrder) emit(socket, notification);
      socket.emit('unread', { unread });
      if (held.length > 0) recount.add(socket.data.caller.userId);
    },
    deliver(deliveries) {
      for (const [userId, own] of Map.groupBy(deliveries, ({ userId }) => userId)) {
        for (const socket of socketsOf(userId)) deliverTo(socket, own);
      }
    },
    connectedUsers: () => [...new Set([...io.of('/').sockets.values()].map(({ data }) => data.caller.userId))],
    close() {
      recount.cancel();
      return acknowledged.flush();
    },
  };
}
