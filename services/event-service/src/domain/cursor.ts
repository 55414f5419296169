import type { eventSortSchema } from '@ticketlab/contracts/http/events';
import { z } from 'zod';
import { InvalidEventError } from './errors.ts';

export type EventSort = z.output<typeof eventSortSchema>;

/** Where a page ended: the sort key and the id of its last event. */
export interface Cursor {
  sort: EventSort;
  key: string | number;
  id: string;
}

const wireSchema = z.tuple([z.string(), z.union([z.string(), z.number()]), z.string()]);

/** Opaque to clients: base64url of sort, key and id. */
export function encodeCursor({ sort, key, id }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');
}

/** @throws {InvalidEventError} when it is not one of ours, or from a list in another order */
export function decodeCursor(text: string, sort: EventSort): Cursor {
  const wire = wireSchema.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
  const expected = sort === 'title' ? 'string' : 'number';
  if (!wire.success || wire.data[0] !== sort || typeof wire.data[1] !== expected) {
    throw new InvalidEventError([{ path: 'cursor', message: 'not a cursor of this list and sort order' }]);
  }
  return { sort, key: wire.data[1], id: wire.data[2] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
