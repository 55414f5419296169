import {
  chatQueueSchema,
  noteListQuerySchema,
  notePageSchema,
  noteSchema,
  supportPresenceSchema,
  writeNoteBodySchema,
} from '@ticketlab/contracts/http/chat-desk';
import { idSchema } from '@ticketlab/contracts/primitives';
import { parseCursor, toCursor } from '@ticketlab/service-kit/http/id-cursor';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { QueueStore } from '../usecases/desk-ports.ts';
import type { ReadNotes } from '../usecases/read-notes.ts';
import type { WriteNote } from '../usecases/write-note.ts';

export interface DeskUseCases {
  writeNote: WriteNote;
  readNotes: ReadNotes;
  countQueue: QueueStore['countQueue'];
  isSupportOnline: () => Promise<boolean>;
}

const params = z.object({ id: idSchema });
const notes = '/api/chat/conversations/:id/notes';

/** What support works with beside the conversations themselves, and whether it is there at all. */
export function deskRoutes({ writeNote, readNotes, countQueue, isSupportOnline }: DeskUseCases): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/chat/support',
      summary: 'Whether anybody of support is connected',
      auth: 'user',
      responses: { 200: supportPresenceSchema },
      handler: async () => ({ status: 200, body: { online: await isSupportOnline() } }),
    }),
    route({
      method: 'get',
      path: '/api/chat/queue',
      summary: 'How many conversations wait for somebody, are mine, are closed; a thousand stands for more',
      auth: 'admin',
      responses: { 200: chatQueueSchema },
      handler: async ({ caller }) => ({ status: 200, body: await countQueue(caller.userId) }),
    }),
    route({
      method: 'get',
      path: notes,
      summary: 'What admins have noted about a conversation, newest first; customers never see it',
      auth: 'admin',
      params,
      query: noteListQuerySchema,
      responses: { 200: notePageSchema },
      problems: ['not-found'],
      handler: async ({ params: { id }, query: { limit, cursor } }) => {
        const { notes: items, next } = await readNotes(id, { limit, before: parseCursor(cursor) });
        return { status: 200, body: { items, nextCursor: toCursor(next) } };
      },
    }),
    route({
      method: 'post',
      path: notes,
      summary: 'Notes something for admins; the same clientNoteId again answers the note kept the first time',
      auth: 'admin',
      params,
      body: writeNoteBodySchema,
      responses: { 201: noteSchema },
      problems: ['not-found', 'rate-limited'],
      handler: async ({ params: { id }, body, caller }) => ({
        status: 201,
        body: await writeNote({ adminId: caller.userId, conversationId: id, ...body }),
      }),
    }),
  ];
}
