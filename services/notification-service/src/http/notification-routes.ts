import {
  notificationListQuerySchema,
  notificationPageSchema,
  notificationSchema,
  unreadCountSchema,
} from '@ticketlab/contracts/http/notifications';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import { InvalidCursorError } from '../domain/errors.ts';
import type { ReadNotifications } from '../usecases/read-notifications.ts';

/** What people read of their own notifications; nobody reads those of others. */
export function notificationRoutes(read: ReadNotifications): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/notifications',
      summary: 'My notifications: newest first, or what came after one that I know, oldest first',
      auth: 'user',
      query: notificationListQuerySchema,
      responses: { 200: notificationPageSchema },
      handler: async ({ query, caller }) => {
        // the cursor is the id of the last item, which in both directions is where the next page begins
        if (query.cursor !== undefined && !idSchema.safeParse(query.cursor).success) throw new InvalidCursorError();
        const { items, next } = await read.list(caller.userId, query);
        return { status: 200, body: { items, nextCursor: next } };
      },
    }),
    route({
      method: 'get',
      path: '/api/notifications/unread-count',
      summary: 'How many of my notifications are unread',
      auth: 'user',
      responses: { 200: unreadCountSchema },
      handler: async ({ caller }) => ({ status: 200, body: { unread: await read.unread(caller.userId) } }),
    }),
    route({
      method: 'post',
      path: '/api/notifications/read-all',
      summary: 'Mark all of mine as read',
      auth: 'user',
      responses: { 204: null },
      handler: async ({ caller }) => {
        await read.markAllRead(caller.userId);
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: '/api/notifications/:id/read',
      summary: 'Mark one of mine as read',
      auth: 'user',
      params: z.object({ id: idSchema }),
      responses: { 200: notificationSchema },
      problems: ['not-found'],
      handler: async ({ params, caller }) => ({ status: 200, body: await read.markRead(caller.userId, params.id) }),
    }),
  ];
}
