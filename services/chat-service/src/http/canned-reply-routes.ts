import { cannedReplyBodySchema, cannedReplyListSchema, cannedReplySchema } from '@ticketlab/contracts/http/chat-desk';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { CannedReplies } from '../usecases/canned-replies.ts';

const base = '/api/chat/canned-replies';
const params = z.object({ id: idSchema });

export function cannedReplyRoutes(replies: CannedReplies): Route[] {
  return [
    route({
      method: 'get',
      path: base,
      summary: 'Replies to questions that come again and again, by title',
      auth: 'admin',
      responses: { 200: cannedReplyListSchema },
      handler: async () => ({ status: 200, body: { items: await replies.list() } }),
    }),
    route({
      method: 'post',
      path: base,
      summary: 'Adds one; a title is used once',
      auth: 'admin',
      body: cannedReplyBodySchema,
      responses: { 201: cannedReplySchema },
      problems: ['conflict'],
      handler: async ({ body, caller }) => ({ status: 201, body: await replies.add(body, caller.userId) }),
    }),
    route({
      method: 'put',
      path: `${base}/:id`,
      summary: 'Words it anew',
      auth: 'admin',
      params,
      body: cannedReplyBodySchema,
      responses: { 200: cannedReplySchema },
      problems: ['not-found', 'conflict'],
      handler: async ({ params: { id }, body, caller }) => ({
        status: 200,
        body: await replies.change(id, body, caller.userId),
      }),
    }),
    route({
      method: 'delete',
      path: `${base}/:id`,
      summary: 'Removes it',
      auth: 'admin',
      params,
      responses: { 204: null },
      problems: ['not-found'],
      handler: async ({ params: { id }, caller }) => {
        await replies.remove(id, caller.userId);
        return { status: 204 };
      },
    }),
  ];
}
