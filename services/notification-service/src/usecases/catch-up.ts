import { toNotification } from '../domain/notice.ts';
import type { Delivery, NotificationStore } from './ports.ts';

/** What a connection, or all connections of a replica, may have missed. */
export interface CatchUp {
  /**
   * For a client that connects: what came since the last one it knows, and what nobody has acknowledged yet; the newest
   * hundred of each, oldest first. Never empty-handed: the unread count comes along.
   */
  onConnect(userId: string, lastSeenId: string | undefined): Promise<{ deliveries: Delivery[]; unread: number }>;
  /** For people who are connected: what pushes should have brought them since the last time and nobody acknowledged. */
  ofConnected(userIds: string[]): Promise<Delivery[]>;
}

const most = 100;
const chunk = 500;
/** What was being stored, or by a clock that is behind, when it was last looked. */
const overlapMs = 60_000;

export function createCatchUp(deps: { notifications: NotificationStore; clock: () => Date }): CatchUp {
  const { notifications, clock } = deps;
  let lookedAt = clock();
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
        deliveries: inOrder.map((stored) => ({ userId, notification: toNotification(stored) })),
        unread,
      };
    },

    async ofConnected(userIds) {
      const now = clock();
      const since = new Date(lookedAt.getTime() - overlapMs);
      const deliveries: Delivery[] = [];
      // neighbours together: the store looks at less
      const sorted = userIds.toSorted();
      for (let start = 0; start < sorted.length; start += chunk) {
        const missed = await notifications.undeliveredSince(sorted.slice(start, start + chunk), since);
        deliveries.push(...missed.map((one) => ({ userId: one.userId, notification: toNotification(one) })));
      }
      // not reached when the store was away: the next time looks back further
      lookedAt = now;
      return deliveries;
    },
  };
}
