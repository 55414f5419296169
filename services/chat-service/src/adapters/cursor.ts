import { refuse } from '../domain/errors.ts';

/** Where a page of conversations ended: the next one starts below. */
export interface Place {
  at: Date;
  id: string;
}

export function toCursor({ at, id }: Place): string {
  return Buffer.from(`${at.getTime()} ${id}`).toString('base64url');
}

/** @throws ChatError validation-failed when it is not one of ours */
export function parseCursor(cursor: string): Place {
  const [time, id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const at = new Date(Number(time));
  if (id === undefined || id === '' || Number.isNaN(at.getTime())) {
    refuse('validation-failed', 'cursor: give the nextCursor of the page before, unchanged.');
  }
  return { at, id };
}
