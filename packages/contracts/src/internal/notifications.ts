import { z } from 'zod';
import { idSchema } from '../primitives.ts';
import { auditEntrySchema, notificationKindSchema } from '../http/notifications.ts';

/** POST /internal/mails: an e-mail to one address, sent once per id (the password-reset link must not travel in an event). */
export const sendMailBodySchema = z.strictObject({
  id: idSchema,
  to: z.email(),
  subject: z.string().min(1).max(200),
  text: z.string().min(1).max(10_000),
});

/** POST /internal/notifications: a notification that no event causes (a chat answer to someone offline), once per id. */
export const sendNotificationBodySchema = z.strictObject({
  id: idSchema,
  userId: idSchema,
  kind: notificationKindSchema,
  title: z.string().min(1).max(200),
  body: z.string().max(2000),
  link: z.string().max(300).nullable(),
  email: z.boolean().describe('also send it as e-mail'),
});

/** POST /internal/audit-entries: what an admin did and no event tells, once per id. The service is the caller's. */
export const recordAuditBodySchema = z.strictObject(auditEntrySchema.omit({ service: true }).shape);
export type AuditRecord = z.output<typeof recordAuditBodySchema>;
