import type { auditListQuerySchema } from '@ticketlab/contracts/http/notifications';
import { idSchema } from '@ticketlab/contracts/primitives';
import type { z } from 'zod';
import type { AuditEntry } from '../domain/audit.ts';
import { InvalidCursorError, InvalidRangeError } from '../domain/errors.ts';
import type { AuditLog } from './ports.ts';

export type ReadAudit = (
  query: z.output<typeof auditListQuerySchema>,
) => Promise<{ items: AuditEntry[]; nextCursor: string | null }>;

/** Newest first. The cursor is the id of the last entry: ids are in order of time. */
export function createReadAudit({ audit }: { audit: AuditLog }): ReadAudit {
  return async ({ limit, cursor, from, to, ...filter }) => {
    if (cursor !== undefined && !idSchema.safeParse(cursor).success) throw new InvalidCursorError();
    const range = { from: toDate(from), to: toDate(to) };
    if (range.from !== undefined && range.to !== undefined && range.to <= range.from) throw new InvalidRangeError();
    const found = await audit.list({ ...filter, ...range, before: cursor, limit: limit + 1 });
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  };
}

function toDate(timestamp: string | undefined): Date | undefined {
  return timestamp === undefined ? undefined : new Date(timestamp);
}
