import { z } from 'zod';

/** UUID version 7 (RFC 9562): sortable by time. */
export const idSchema = z.uuidv7();

/** UTC, ISO 8601, as `Date.prototype.toISOString` writes it. */
export const timestampSchema = z.iso.datetime();

export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR');

/** Integer minor units (cents) and an ISO 4217 currency. */
export const moneySchema = z.object({ amount: z.int().min(0), currency: currencySchema }).meta({ id: 'Money' });

export type Money = z.output<typeof moneySchema>;

// C0 and C1 controls, except tab and line feed, the invisible direction and zero-width marks used for spoofing, and
// halves of surrogate pairs (Cs): no UTF-8 holds them, and PostgreSQL refuses JSON that escapes them
const unwanted =
  /[\p{Cs}\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu;

function normalise(text: string): string {
  return text.replace(/\r\n?/g, '\n').normalize('NFC').replace(unwanted, '').trim();
}

/**
 * Free text from a person: normalised to NFC, control characters and unpaired surrogates stripped, trimmed; then its
 * length is checked. A single line by default; `multiline` keeps line feeds.
 */
export function textSchema(options: { min?: number; max: number; multiline?: boolean }) {
  const { min = 1, max, multiline = false } = options;
  return z
    .string()
    .max(max * 4)
    .transform((text) => (multiline ? normalise(text) : normalise(text).replace(/\s+/g, ' ')))
    .pipe(z.string().min(min).max(max));
}

/** What a list is searched for: one line, normalised as the texts it is compared with. Nothing typed is nothing asked. */
export function queryTextSchema(max: number) {
  return z
    .string()
    .max(max)
    .refine((text) => text.trim() === '' || normalise(text) !== '', 'text with visible characters')
    .transform((text) => normalise(text).replace(/\s+/g, ' '));
}

/** `?limit&cursor` of every list. Query values arrive as strings. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(300).optional(),
});

/** `{items, nextCursor}`; `nextCursor` is null on the last page. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const roleSchema = z.enum(['USER', 'ADMIN']);
export type Role = z.output<typeof roleSchema>;

export const idempotencyHeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .min(8)
    .max(200)
    .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces'),
});
