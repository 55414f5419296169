import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema, queryTextSchema, textSchema, timestampSchema } from '../primitives.ts';

export const notificationKindSchema = z.enum([
  'welcome',
  'order-confirmed',
  'order-rejected',
  'order-cancelled',
  'order-expired',
  'order-refunding',
  'order-refunded',
  'payment-declined',
  'tickets-issued',
  'event-cancelled',
  'event-changed',
  'chat-message',
  'security',
  'broadcast',
]);

export const notificationSchema = z
  .object({
    id: idSchema,
    kind: notificationKindSchema,
    title: z.string(),
    body: z.string(),
    link: z.string().nullable().describe('path within the portal, for example /orders/<id>'),
    read: z.boolean(),
    createdAt: timestampSchema,
  })
  .meta({ id: 'Notification' });
export type Notification = z.output<typeof notificationSchema>;

export const notificationListQuerySchema = pageQuerySchema.extend({
  unread: z.stringbool().optional(),
  after: idSchema.optional().describe('only newer than this id, oldest first: how a client catches up after a gap'),
});
export const notificationPageSchema = pageSchema(notificationSchema);
export const unreadCountSchema = z.object({ unread: z.int().min(0) });

export const broadcastBodySchema = z.strictObject({
  title: textSchema({ max: 120 }),
  body: textSchema({ max: 2000, multiline: true }),
  audience: z.enum(['everyone', 'customers', 'admins']).default('everyone'),
});
/** A broadcast goes out in the background; GET /api/notifications/broadcasts/:id tells how far it is. */
export const broadcastResultSchema = z.object({
  broadcastId: idSchema,
  recipients: z.int().min(0).describe('whom it has reached so far'),
  state: z.enum(['running', 'done']),
});
/** With the same key a repeated POST is the same broadcast. */
export const broadcastHeadersSchema = z.object({ 'idempotency-key': z.string().min(8).max(200).optional() });

/** POST /api/notifications/resend: the mail with the tickets of an order once more, at most once a minute an order. */
export const resendTicketsBodySchema = z.strictObject({ orderId: idSchema });

export const auditEntrySchema = z
  .object({
    id: idSchema,
    at: timestampSchema,
    actor: z.string().nullable(),
    action: z.string().describe('the event type without prefix and version, such as order.confirmed'),
    subject: z.string(),
    service: z.string(),
    requestId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });

export const auditListQuerySchema = pageQuerySchema.extend({
  actor: queryTextSchema(100).optional(),
  subject: queryTextSchema(100).optional(),
  action: queryTextSchema(100).optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
});
export const auditPageSchema = pageSchema(auditEntrySchema);
