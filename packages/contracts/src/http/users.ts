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

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('an e-mail address such as anna@example.org'));

/** At least 12 characters; bcrypt reads 72 bytes, so longer ones are refused rather than cut. */
export const passwordSchema = z
  .string()
  .min(12, 'at least 12 characters')
  .refine((password) => new TextEncoder().encode(password).length <= 72, 'at most 72 bytes in UTF-8');

export const userSchema = z
  .object({
    id: idSchema,
    email: z.string(),
    displayName: z.string(),
    role: roleSchema,
    locked: z.boolean(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: 'User' });
export type User = z.output<typeof userSchema>;

export const registerBodySchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  displayName: textSchema({ max: 80 }),
});

/** The portal names itself, so that a customer and an admin in one browser keep cookies apart. */
export const portalSchema = z.enum(['user', 'admin']);

export const loginBodySchema = z.strictObject({
  email: emailSchema,
  password: z.string().min(1).max(200),
  portal: portalSchema.default('user'),
});

export const refreshBodySchema = z.strictObject({ portal: portalSchema.default('user') });

/** The refresh token travels in an httpOnly cookie, never in a body. */
export const sessionTokensSchema = z
  .object({ accessToken: z.string(), expiresIn: z.int().describe('seconds'), user: userSchema })
  .meta({ id: 'SessionTokens' });

export const updateMeBodySchema = z.strictObject({ displayName: textSchema({ max: 80 }) });
export const changePasswordBodySchema = z.strictObject({
  currentPassword: z.string().min(1).max(200),
  newPassword: passwordSchema,
});
/** Erasing an account asks for the password once more. */
export const eraseMeBodySchema = z.strictObject({ password: z.string().min(1).max(200) });

export const passwordResetRequestSchema = z.strictObject({ email: emailSchema });
export const passwordResetConfirmSchema = z.strictObject({
  token: z.string().min(20).max(200),
  newPassword: passwordSchema,
});

export const sessionSchema = z
  .object({
    id: idSchema,
    portal: portalSchema,
    userAgent: z.string().nullable(),
    createdAt: timestampSchema,
    lastUsedAt: timestampSchema,
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export const sessionListSchema = z.object({ items: z.array(sessionSchema), nextCursor: z.null() });

export const userListQuerySchema = pageQuerySchema.extend({
  q: queryTextSchema(100).optional().describe('part of the e-mail address or name'),
  role: roleSchema.optional(),
  locked: z.stringbool().optional(),
});
export const userPageSchema = pageSchema(userSchema);

export const adminUpdateUserBodySchema = z
  .strictObject({
    role: roleSchema.optional(),
    locked: z.boolean().optional(),
    reason: textSchema({ max: 200 }).optional(),
  })
  .refine((body) => body.role !== undefined || body.locked !== undefined, 'give role, locked or both');

/** Everything kept about a person, from every service that keeps something. */
export const userExportSchema = z.object({
  exportedAt: timestampSchema,
  user: userSchema,
  sessions: z.array(sessionSchema),
  orders: z.array(z.unknown()),
  payments: z.array(z.unknown()),
  tickets: z.array(z.unknown()),
  notifications: z.array(z.unknown()),
  conversations: z.array(z.unknown()),
  further: z.record(z.string(), z.array(z.unknown())).describe('records of other kinds, by <service>/<kind>'),
  incomplete: z.array(z.string()).describe('services that did not answer; ask again later'),
});

export const jwksSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });
