import { z } from 'zod';
import { idSchema, roleSchema } from '../primitives.ts';

/** GET /internal/users/:id/contact: asked when an e-mail is to be sent, because no event carries an address. 404 once erased. */
export const contactSchema = z.object({
  userId: idSchema,
  email: z.string(),
  displayName: z.string(),
  role: roleSchema,
});

/** GET /internal/users?role&after&limit: recipients of a broadcast. */
export const recipientQuerySchema = z.object({
  role: roleSchema.optional(),
  after: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(500),
});
export const recipientPageSchema = z.object({ ids: z.array(idSchema), next: idSchema.nullable() });
