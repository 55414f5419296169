import { receiptBodySchema, sendMessageBodySchema } from '@ticketlab/contracts/http/chat';
import { idSchema } from '@ticketlab/contracts/primitives';
import type { ChatClientEvents, ChatServerEvents, Reply } from '@ticketlab/contracts/sockets/chat';
import { ProblemError, toProblemBody } from '@ticketlab/service-kit/http/problem';
import { toProblem } from '@ticketlab/service-kit/http/to-problem';
import type { ServiceSocket } from '@ticketlab/service-kit/sockets/socket-server';
import { z } from 'zod';
import type { ChatUseCases } from '../http/chat-routes.ts';
import type { RateLimit } from '../usecases/ports.ts';
import { type ChatSocketServer, rooms } from './chat-push.ts';
import { createSupportPresence } from './support-presence.ts';

type ChatSocket = ServiceSocket<ChatClientEvents, ChatServerEvents>;

const sendSchema = sendMessageBodySchema.extend({ conversationId: idSchema });
const receiptSchema = receiptBodySchema.extend({ conversationId: idSchema, kind: z.enum(['delivered', 'read']) });
const typingSchema = z.object({ conversationId: idSchema, typing: z.boolean() });

/** What clients may say over a socket. Everything goes through the same use cases as HTTP; messages have a limit of their own. */
export function handleChatSockets(server: ChatSocketServer, useCases: ChatUseCases, signalLimit: RateLimit): void {
  const support = createSupportPresence(server);
  server.io.on('connection', (socket) => {
    const { caller } = socket.data;
    const isCustomer = caller.role !== 'ADMIN';
    void socket.join(isCustomer ? [rooms.customers, rooms.customer(caller.userId)] : rooms.support);
    if (isCustomer) support.tell(socket);
    else support.follow(socket);

    socket.on('conversation:join', (conversationId, reply) => {
      void answering(reply, async () => {
        await signalLimit.check(caller.userId);
        const conversation = await useCases.read.get(caller, parse(idSchema, conversationId));
        await socket.join(rooms.conversation(conversation.id));
        await tellPresence(server, conversation.id, conversation.customerId);
        return conversation;
      });
    });
    socket.on('conversation:leave', (conversationId) => {
      if (typeof conversationId === 'string') void socket.leave(rooms.conversation(conversationId));
    });
    socket.on('message:send', (message, reply) => {
      void answering(reply, async () => {
        const { conversationId, text, clientMessageId } = parse(sendSchema, message);
        const sent = await useCases.sendMessage({ sender: caller, conversationId, text, clientMessageId });
        // nobody says goodbye for a replica that was killed
        if (isCustomer) support.tell(socket);
        return sent;
      });
    });
    socket.on('receipt', (receipt, reply) => {
      void answering(reply, async () => {
        await signalLimit.check(caller.userId);
        const { conversationId, upToSeq, kind } = parse(receiptSchema, receipt);
        await useCases.markReceipt(caller, conversationId, upToSeq, kind);
        return null;
      });
    });
    socket.on('typing', (typing) => {
      const parsed = typingSchema.safeParse(typing);
      // only who has joined, and so was checked, is heard
      if (!parsed.success || !socket.rooms.has(rooms.conversation(parsed.data.conversationId))) return;
      const { data } = parsed;
      signalLimit.check(caller.userId).then(
        () => {
          const others = socket.to(rooms.conversation(data.conversationId));
          others.emit('typing', { ...data, userId: caller.userId, role: caller.role });
        },
        () => undefined,
      );
    });
    socket.on('disconnecting', () => {
      announceLeaving(server, socket, useCases);
    });
  });
}

async function tellPresence(server: ChatSocketServer, conversationId: string, customerId: string): Promise<void> {
  const [customerOnline, supportOnline] = await Promise.all([
    server.isPresent(rooms.customer(customerId)),
    server.isPresent(rooms.support),
  ]);
  server.io.to(rooms.conversation(conversationId)).emit('presence', { conversationId, customerOnline, supportOnline });
}

/** Presence is looked up after the socket has left its rooms. */
function announceLeaving(server: ChatSocketServer, socket: ChatSocket, useCases: ChatUseCases): void {
  const prefix = rooms.conversation('');
  const left = [...socket.rooms].filter((room) => room.startsWith(prefix)).map((room) => room.slice(prefix.length));
  socket.once('disconnect', () => {
    for (const id of left) {
      useCases.read
        .get(socket.data.caller, id)
        .then(({ customerId }) => tellPresence(server, id, customerId))
        .catch(() => undefined);
    }
  });
}

async function answering<T>(reply: Reply<T>, work: () => Promise<T>): Promise<void> {
  // a client that sends no callback wants no answer
  const answer: Reply<T> = typeof reply === 'function' ? reply : () => undefined;
  try {
    answer({ ok: true, value: await work() });
  } catch (error) {
    answer({ ok: false, problem: toProblemBody(toProblem(error), { path: 'socket', requestId: '' }) });
  }
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError('validation-failed', undefined, {
    errors: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}
