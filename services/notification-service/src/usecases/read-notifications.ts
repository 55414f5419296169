import type { Notification } from '@ticketlab/contracts/http/notifications';
import { NotFoundError } from '../domain/errors.ts';
import { toNotification } from '../domain/notice.ts';
import type { NotificationStore, Push } from './ports.ts';

export interface NotificationPage {
  items: Notification[];
  /** The id of the last item when there are more; null at the end. */
  next: string | null;
}

/** What a person does with their own notifications. */
export interface ReadNotifications {
  /** Newest first, or oldest first above `after`. */
  list(userId: string, query: ListQuery): Promise<NotificationPage>;
  unread(userId: string): Promise<number>;
  /** @throws {NotFoundError} */
  markRead(userId: string, id: string): Promise<Notification>;
  markAllRead(userId: string): Promise<void>;
}

export interface ListQuery {
  unread?: boolean | undefined;
  after?: string | undefined;
  /** Where the page before ended. */
  cursor?: string | undefined;
  limit: number;
}

export function createReadNotifications(deps: {
  notifications: NotificationStore;
  push: Push;
  clock: () => Date;
}): ReadNotifications {
  const { notifications, push, clock } = deps;

  async function tellUnread(userId: string): Promise<void> {
    push.unread(userId, await notifications.countUnread(userId));
  }

  return {
    async list(userId, { unread, after, cursor, limit }) {
      const common = { ...(unread === undefined ? {} : { unread }), limit: limit + 1 };
      const found =
        after === undefined
          ? await notifications.list(userId, { ...common, ...(cursor === undefined ? {} : { before: cursor }) })
          : await notifications.listAfter(userId, { ...common, after: cursor ?? after });
      const items = found.slice(0, limit).map(toNotification);
      return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    unread: (userId) => notifications.countUnread(userId),
    async markRead(userId, id) {
      const stored = await notifications.markRead(userId, id, clock());
      if (stored === undefined) throw new NotFoundError('notification', id);
      await tellUnread(userId);
      return toNotification(stored);
    },
    async markAllRead(userId) {
      await notifications.markAllRead(userId, clock());
      await tellUnread(userId);
    },
  };
}
