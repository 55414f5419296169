import type { z } from 'zod';
import type { Notification } from '../http/notifications.ts';
import type { tierAvailabilitySchema } from '../http/tickets.ts';

export interface AvailabilityPush {
  eventId: string;
  tiers: z.output<typeof tierAvailabilitySchema>[];
}

/** `{token}` in the handshake's auth; `lastSeenId` asks for everything missed since that notification. */
export interface NotificationHandshake {
  token: string;
  lastSeenId?: string;
}

// type aliases, because socket.io wants maps with an index signature, which interfaces lack
/**
 * On connecting come, oldest first, the newest hundred since `lastSeenId` and the newest hundred that no connection has
 * acknowledged. Whoever gets a hundred asks GET /api/notifications?after=<the old lastSeenId> for the ones between.
 * A notification may come again on another connection: know it by its id. The unread count comes on connecting, and a
 * moment after notifications, once for several.
 */
export type NotificationServerEvents = {
  notification: (notification: Notification, acknowledge: () => void) => void;
  unread: (count: { unread: number }) => void;
  availability: (push: AvailabilityPush) => void;
};

export type NotificationClientEvents = {
  'event:watch': (eventId: string, reply: (result: { ok: boolean; detail?: string }) => void) => void;
  'event:unwatch': (eventId: string) => void;
};

export const notificationSocketPath = '/api/notifications/socket.io';
