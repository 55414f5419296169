import { VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useSession } from '../auth/session-context.tsx';
import type { Portal } from '../auth/session.ts';
import { loadWhenReachable } from '../live/load-when-reachable.ts';
import { afterFirstPaint } from './after-first-paint.ts';
import { addArrived, historyKey, markRead, unreadKey } from './notification-cache.ts';
import type { NotificationConnection, NotificationSocket } from './notification-connection.ts';
import { useNotificationToasts } from './use-notification-toasts.tsx';

interface Connected {
  socket: NotificationSocket | undefined;
  tellOtherTabs: (read: string) => void;
}

const NotificationsContext = createContext<Connected>({ socket: undefined, tellOtherTabs: () => undefined });

/** A full portion may be the end of a longer one: then the history is asked for. */
const mostDelivered = 100;

/** Connects whoever is signed in to their notifications, once the page stands; shows them as they arrive. */
export function NotificationsProvider({ portal, children }: { portal: Portal; children: ReactNode }) {
  const { session, state } = useSession();
  const userId = state.status === 'signed-in' ? state.user.id : undefined;
  const queryClient = useQueryClient();
  const [socket, setSocket] = useState<NotificationSocket>();
  const [announced, setAnnounced] = useState('');
  const toast = useNotificationToasts();
  const channel = useRef<BroadcastChannel>(undefined);

  const onArrived = useEffectEvent((arrived: Notification[]) => {
    addArrived(queryClient, arrived);
    if (arrived.length >= mostDelivered) void queryClient.invalidateQueries({ queryKey: historyKey });
    setAnnounced(toast(arrived));
  });
  const onUnread = useEffectEvent((unread: number) => queryClient.setQueryData(unreadKey, { unread }));

  useEffect(() => {
    if (userId === undefined) return;
    const key = `ticketlab-${portal}-last-seen-${userId}`;
    let connection: NotificationConnection | undefined;
    let cancelLoading: (() => void) | undefined;
    const cancel = afterFirstPaint(() => {
      cancelLoading = loadWhenReachable(
        () => import('./notification-connection.ts'),
        ({ connectNotifications }) => {
          connection = connectNotifications({
            session,
            lastSeen: {
              get: () => localStorage.getItem(key) ?? undefined,
              set: (id) => localStorage.setItem(key, id),
            },
            onArrived: (arrived) => onArrived(arrived),
            onUnread: (unread) => onUnread(unread),
          });
          setSocket(connection.socket);
        },
      );
    });
    return () => {
      cancel();
      cancelLoading?.();
      connection?.close();
      setSocket(undefined);
    };
  }, [session, userId, portal]);

  // what is read in one tab is read in all
  useEffect(() => {
    const tabs = new BroadcastChannel(`ticketlab-${portal}-notifications`);
    tabs.addEventListener('message', ({ data }) => markRead(queryClient, String(data)));
    channel.current = tabs;
    return () => tabs.close();
  }, [portal, queryClient]);

  return (
    <NotificationsContext
      value={{
        socket,
        tellOtherTabs: (read) => channel.current?.postMessage(read),
      }}
    >
      {children}
      <VisuallyHidden role="status" aria-live="polite">
        {announced}
      </VisuallyHidden>
    </NotificationsContext>
  );
}

/** The connection that notifications come over, for what else it carries; undefined until it is there. */
export function useNotificationSocket(): NotificationSocket | undefined {
  return use(NotificationsContext).socket;
}

export function useTellOtherTabs(): (read: string) => void {
  return use(NotificationsContext).tellOtherTabs;
}
