import {
  assignBodySchema,
  conversationListQuerySchema,
  conversationPageSchema,
  conversationSchema,
  messageListQuerySchema,
  messagePageSchema,
  messageSchema,
  openConversationBodySchema,
  receiptBodySchema,
  sendMessageBodySchema,
} from '@ticketlab/contracts/http/chat';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import { toAskedWords } from '../domain/search-words.ts';
import type { ManageConversation } from '../usecases/manage-conversation.ts';
import type { MarkReceipt } from '../usecases/mark-receipt.ts';
import type { OpenConversation } from '../usecases/open-conversation.ts';
import type { ReadConversations } from '../usecases/read-conversations.ts';
import type { SendMessage } from '../usecases/send-message.ts';

export interface ChatUseCases {
  openConversation: OpenConversation;
  sendMessage: SendMessage;
  read: ReadConversations;
  markReceipt: MarkReceipt;
  manage: ManageConversation;
}

const params = z.object({ id: idSchema });
const base = '/api/chat/conversations';

export function chatRoutes({ openConversation, sendMessage, read, markReceipt, manage }: ChatUseCases): Route[] {
  return [
    route({
      method: 'get',
      path: base,
      summary: 'Own conversations; for admins everybody’s, filtered',
      auth: 'user',
      query: conversationListQuerySchema,
      responses: { 200: conversationPageSchema },
      problems: ['forbidden'],
      handler: async ({ query: { limit, cursor, status, sort, q, ...who }, caller }) => {
        const assigneeId = who.unassigned === true ? null : who.assigneeId;
        const words = q === undefined ? {} : { words: toAskedWords(q) };
        return { status: 200, body: await read.list(caller, { status, sort, assigneeId, ...words }, limit, cursor) };
      },
    }),
    route({
      method: 'post',
      path: base,
      summary: 'Opens a conversation with its first message',
      auth: 'user',
      body: openConversationBodySchema,
      responses: { 201: conversationSchema },
      problems: ['rate-limited'],
      handler: async ({ body, caller }) => {
        const { conversation } = await openConversation({ customer: caller, ...body });
        return { status: 201, body: await read.get(caller, conversation.id) };
      },
    }),
    route({
      method: 'get',
      path: `${base}/:id`,
      summary: 'One conversation',
      auth: 'user',
      params,
      responses: { 200: conversationSchema },
      problems: ['not-found'],
      handler: async ({ params: { id }, caller }) => ({ status: 200, body: await read.get(caller, id) }),
    }),
    route({
      method: 'get',
      path: `${base}/:id/messages`,
      summary: 'Messages of a conversation, the latest or around a place in it',
      auth: 'user',
      params,
      query: messageListQuerySchema,
      responses: { 200: messagePageSchema },
      problems: ['not-found'],
      handler: async ({ params: { id }, query, caller }) => ({
        status: 200,
        body: await read.messages(caller, id, query),
      }),
    }),
    route({
      method: 'post',
      path: `${base}/:id/messages`,
      summary: 'Sends a message; the same clientMessageId again answers the message kept the first time',
      auth: 'user',
      params,
      body: sendMessageBodySchema,
      responses: { 201: messageSchema },
      problems: ['not-found', 'conflict', 'rate-limited'],
      handler: async ({ params: { id }, body, caller }) => ({
        status: 201,
        body: await sendMessage({ sender: caller, conversationId: id, ...body }),
      }),
    }),
    route({
      method: 'post',
      path: `${base}/:id/read`,
      summary: 'Marks what the other side wrote as read, up to a place',
      auth: 'user',
      params,
      body: receiptBodySchema,
      responses: { 204: null },
      problems: ['not-found'],
      handler: async ({ params: { id }, body, caller }) => {
        await markReceipt(caller, id, body.upToSeq, 'read');
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: `${base}/:id/assign`,
      summary: 'Gives a conversation to an admin, or back into the queue',
      auth: 'admin',
      params,
      body: assignBodySchema,
      responses: { 200: conversationSchema },
      problems: ['not-found', 'conflict', 'service-unavailable'],
      handler: async ({ params: { id }, body, caller }) => {
        await manage.assign(id, body, caller.userId);
        return { status: 200, body: await read.get(caller, id) };
      },
    }),
    route({
      method: 'post',
      path: `${base}/:id/close`,
      summary: 'Closes a conversation',
      auth: 'admin',
      params,
      responses: { 200: conversationSchema },
      problems: ['not-found', 'conflict'],
      handler: async ({ params: { id }, caller }) => {
        await manage.close(id, caller.userId);
        return { status: 200, body: await read.get(caller, id) };
      },
    }),
    route({
      method: 'post',
      path: `${base}/:id/reopen`,
      summary: 'Opens a closed conversation again; what a customer writes into it does so, too',
      auth: 'admin',
      params,
      responses: { 200: conversationSchema },
      problems: ['not-found', 'conflict'],
      handler: async ({ params: { id }, caller }) => {
        await manage.reopen(id, caller.userId);
        return { status: 200, body: await read.get(caller, id) };
      },
    }),
  ];
}
