import { idSchema } from '@ticketlab/contracts/primitives';
import { ProblemError } from './problem.ts';

/** The id of a page's last item, opaque to clients. */
export function toCursor(id: string | null): string | null {
  return id === null ? null : Buffer.from(id).toString('base64url');
}

/** @throws {ProblemError} `validation-failed` for a cursor that no page has given out */
export function parseCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const id = idSchema.safeParse(Buffer.from(cursor, 'base64url').toString());
  if (id.success) return id.data;
  const errors = [{ path: 'query.cursor', message: 'not a cursor of this list' }];
  throw new ProblemError('validation-failed', 'The cursor is not valid.', { errors });
}
