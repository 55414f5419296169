import { toNotification } from '../domain/notice.ts';
import type { Delivery, NotificationStore } from './ports.ts';

/** What a connection, or all connections of a replica, may have missed. */
export interface CatchUp {
  /**
   * For a client that connects: what came since the last one it knows, and what nobody has acknowledged yet; the newest
   * hundred of each, oldest first. Never empty-handed: the unread count comes along.
   */
  onConnect(userId: string, lastSeenId: string | undefined): Promise<{ deliveries: Delivery[]; unread: number }>;
  /** For people who are connected: what a push should have brought them lately and nobody acknowledged. */
  ofConnected(userIds: string[]): Promise<Delivery[]>;
}

const most = 100;
const chunk = 500;
/** Longer than Redis is away without anybody noticing; older ones come on the next connect. */
const lookBackMs = 900_000;

export function createCatchUp(deps: { notifications: NotificationStore; clock: () => Date }): CatchUp {
  const { notifications, clock } = deps;
  return {
    async onConnect(userId, lastSeenId) {
      const [since, undelivered, unread] = await Promise.all([
        lastSeenId === undefined ? [] : notifications.list(userId, { after: lastSeenId, limit: most }),
        notifications.listUndelivered(userId, most),
        notifications.countUnread(userId),
      ]);
      const missed = new Map([...undelivered, ...since].map((stored) => [stored.id, stored]));
      const inOrder = [...missed.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      return {
        deliveries: inOrder.map((stored) => ({ userId, notification: toNotification(stored), unread })),
        unread,
      };
    },

    async ofConnected(userIds) {
      const since = new Date(clock().getTime() - lookBackMs);
      const deliveries: Delivery[] = [];
      for (let start = 0; start < userIds.length; start += chunk) {
        const some = userIds.slice(start, start + chunk);
        const missed = await notifications.undeliveredSince(some, since);
        if (missed.length === 0) continue;
        const unread = await notifications.countUnreadOf(missed.map(({ userId }) => userId));
        for (const stored of missed) {
          const { userId } = stored;
          deliveries.push({ userId, notification: toNotification(stored), unread: unread.get(userId) ?? 0 });
        }
      }
      return deliveries;
    },
  };
}
