import type { Notification } from '@ticketlab/contracts/http/notifications';
import {
  type NotificationClientEvents,
  type NotificationServerEvents,
  notificationSocketPath,
} from '@ticketlab/contracts/sockets/notifications';
import type { Socket } from 'socket.io-client';
import type { Session } from '../auth/session.ts';
import { createSocket } from '../live/socket.ts';
import { createArrivals } from './arrivals.ts';

export type NotificationSocket = Socket<NotificationServerEvents, NotificationClientEvents>;

export interface NotificationConnection {
  /** Also where an event's availability is watched. */
  readonly socket: NotificationSocket;
  close(): void;
}

/**
 * Listens for one person's notifications. Each is told once on this page, whatever is delivered again; what came while
 * the page was away or not open comes when it connects.
 */
export function connectNotifications(deps: {
  session: Session;
  /** The newest id that this browser has been told of, beyond this page's life. */
  lastSeen: { get(): string | undefined; set(id: string): void };
  onArrived: (notifications: Notification[]) => void;
  onUnread: (unread: number) => void;
}): NotificationConnection {
  const arrivals = createArrivals(deps.onArrived);
  const socket: NotificationSocket = createSocket(notificationSocketPath, deps.session, () => {
    const lastSeenId = deps.lastSeen.get();
    return lastSeenId === undefined ? {} : { lastSeenId };
  });
  socket.on('notification', (notification, acknowledge) => {
    arrivals.accept(notification);
    const known = deps.lastSeen.get();
    if (known === undefined || known < notification.id) deps.lastSeen.set(notification.id);
    acknowledge();
  });
  socket.on('unread', ({ unread }) => deps.onUnread(unread));
  socket.connect();
  return {
    socket,
    close() {
      arrivals.close();
      socket.disconnect();
    },
  };
}
