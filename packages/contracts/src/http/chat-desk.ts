import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema, textSchema, timestampSchema } from '../primitives.ts';

/**
 * GET /api/chat/conversations/:id/notes, newest first, for admins only. Notes are not messages: they have no place of
 * their own in the conversation, so that customers cannot even tell that there are any.
 */
export const noteSchema = z
  .object({
    id: idSchema,
    conversationId: idSchema,
    clientNoteId: z.uuid(),
    authorId: idSchema,
    authorName: z.string(),
    text: z.string(),
    afterSeq: z.int().min(0).describe('written when this was the last message; shown below it'),
    writtenAt: timestampSchema,
  })
  .meta({ id: 'ChatNote' });
export type ChatNote = z.output<typeof noteSchema>;

export const noteListQuerySchema = pageQuerySchema;
export const notePageSchema = pageSchema(noteSchema);

/** POST /api/chat/conversations/:id/notes; the same clientNoteId again answers the note kept the first time. */
export const writeNoteBodySchema = z.strictObject({
  text: textSchema({ max: 2000, multiline: true }),
  clientNoteId: z.uuid(),
});

/** GET /api/chat/queue: for the admin who asks. Of a thousand or more it says a thousand. */
export const chatQueueSchema = z
  .object({
    unassigned: z.int().min(0).describe('open, nobody has them'),
    mine: z.int().min(0).describe('open'),
    others: z.int().min(0).describe('open'),
    waiting: z.int().min(0).describe('open, and the customer has the last word'),
    closed: z.int().min(0),
  })
  .meta({ id: 'ChatQueue' });
export type ChatQueue = z.output<typeof chatQueueSchema>;

/** GET /api/chat/support: what a customer is told before and while writing. */
export const supportPresenceSchema = z
  .object({ online: z.boolean().describe('false: the answer comes as notification and e-mail') })
  .meta({ id: 'SupportPresence' });

/** GET /api/chat/canned-replies, by title. */
export const cannedReplySchema = z
  .object({
    id: idSchema,
    title: z.string(),
    text: z.string(),
    updatedAt: timestampSchema,
    updatedBy: idSchema,
  })
  .meta({ id: 'CannedReply' });
export type CannedReply = z.output<typeof cannedReplySchema>;
export const cannedReplyListSchema = z.object({ items: z.array(cannedReplySchema) });

/** POST /api/chat/canned-replies and PUT /api/chat/canned-replies/:id; a title is used once, at most 200 are kept. */
export const cannedReplyBodySchema = z.strictObject({
  title: textSchema({ max: 80 }),
  text: textSchema({ max: 2000, multiline: true }),
});
