import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Notification, notificationPageSchema, unreadCountSchema } from '@ticketlab/contracts/http/notifications';
import type { z } from 'zod';

export type NotificationPage = z.output<typeof notificationPageSchema>;
export type UnreadCount = z.output<typeof unreadCountSchema>;

export const unreadKey = ['notifications', 'unread'];
export const historyKey = ['notifications', 'history'];

type History = InfiniteData<NotificationPage, string | null>;

/** Puts what has just arrived on top of the history, where it is shown, each once and the newest first. */
export function addArrived(queryClient: QueryClient, arrived: readonly Notification[]): void {
  queryClient.setQueryData<History>(historyKey, (history) => {
    const [first, ...rest] = history?.pages ?? [];
    if (history === undefined || first === undefined) return history;
    const known = new Set(history.pages.flatMap(({ items }) => items.map(({ id }) => id)));
    const fresh = arrived.filter(({ id }) => !known.has(id)).toSorted((a, b) => (a.id < b.id ? 1 : -1));
    return { ...history, pages: [{ ...first, items: [...fresh, ...first.items] }, ...rest] };
  });
}

/** Stands for every id there is. */
export const allOfThem = 'all';

/** As the server will say, too: the one of this id is read, or all are. */
export function markRead(queryClient: QueryClient, id: string): void {
  let wasUnread = id === allOfThem;
  queryClient.setQueryData<History>(historyKey, (history) => {
    if (history === undefined) return history;
    const pages = history.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => {
        if (id !== allOfThem && item.id !== id) return item;
        wasUnread ||= !item.read;
        return { ...item, read: true };
      }),
    }));
    return { ...history, pages };
  });
  queryClient.setQueryData<UnreadCount>(unreadKey, (count) => {
    if (count === undefined || !wasUnread) return count;
    return { unread: id === allOfThem ? 0 : Math.max(0, count.unread - 1) };
  });
}
