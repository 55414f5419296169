import { idSchema } from '@ticketlab/contracts/primitives';
import { ProblemError } from '@ticketlab/service-kit/http/problem';

/** The place after an item, opaque to clients. */
export function toCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** @throws {ProblemError} `validation-failed` for a cursor that no page has given out */
export function parseCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const id = idSchema.safeParse(Buffer.from(cursor, 'base64url').toString());
  if (id.success) return id.data;
  throw new ProblemError('validation-failed', 'The cursor is not valid.', {
    errors: [{ path: 'query.cursor', message: 'not a cursor of this list' }],
  });
}
