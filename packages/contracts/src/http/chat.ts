import { z } from 'zod';
import {
  idSchema,
  pageQuerySchema,
  pageSchema,
  queryTextSchema,
  roleSchema,
  textSchema,
  timestampSchema,
} from '../primitives.ts';

export const conversationStatusSchema = z.enum(['open', 'closed']);

export const conversationSchema = z
  .object({
    id: idSchema,
    customerId: idSchema,
    customerName: z.string(),
    subject: z.string(),
    status: conversationStatusSchema,
    assigneeId: idSchema.nullable(),
    lastMessage: z.string().nullable(),
    lastMessageAt: timestampSchema.nullable(),
    lastSeq: z.int().min(0),
    unread: z.int().min(0).describe('messages the asking side has not read'),
    createdAt: timestampSchema,
    closedAt: timestampSchema.nullable(),
    waitingSince: timestampSchema
      .nullable()
      .default(null)
      .describe('since when the customer waits for an answer; null when support has the last word'),
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.output<typeof conversationSchema>;

export const messageSchema = z
  .object({
    id: idSchema,
    conversationId: idSchema,
    clientMessageId: z.uuid(),
    seq: z.int().min(1).describe('position in the conversation, without gaps'),
    senderId: idSchema,
    senderRole: roleSchema,
    text: z.string(),
    sentAt: timestampSchema,
    deliveredAt: timestampSchema.nullable(),
    readAt: timestampSchema.nullable(),
  })
  .meta({ id: 'ChatMessage' });
export type ChatMessage = z.output<typeof messageSchema>;

const messageTextSchema = textSchema({ max: 2000, multiline: true });

export const openConversationBodySchema = z.strictObject({
  subject: textSchema({ max: 120 }),
  text: messageTextSchema,
  clientMessageId: z.uuid(),
});
export const sendMessageBodySchema = z.strictObject({ text: messageTextSchema, clientMessageId: z.uuid() });
export const assignBodySchema = z.strictObject({
  adminId: idSchema.nullable().describe('null puts it back into the queue'),
  expectedAdminId: idSchema
    .nullable()
    .optional()
    .describe('who has it, as the asking admin sees it; 409 when that has changed. Left out: whoever has it'),
});

export const conversationListQuerySchema = pageQuerySchema.extend({
  status: conversationStatusSchema.optional(),
  assigneeId: idSchema.optional(),
  unassigned: z.stringbool().optional(),
  sort: z
    .enum(['recent', 'waiting'])
    .default('recent')
    .describe('recent: the latest message first; waiting: who waits for an answer, the longest first, and nobody else'),
  q: queryTextSchema(100)
    .optional()
    .describe('admins only: words that begin so, all of them, in the customer’s name, the subject, messages or notes'),
});
export const conversationPageSchema = pageSchema(conversationSchema);

export const messageListQuerySchema = z.object({
  limit: pageQuerySchema.shape.limit,
  beforeSeq: z.coerce.number().int().min(1).optional().describe('older than this'),
  afterSeq: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('newer than this, oldest first: catching up after a gap'),
});
export const messagePageSchema = z.object({ items: z.array(messageSchema), hasMore: z.boolean() });
export const receiptBodySchema = z.strictObject({ upToSeq: z.int().min(1) });
