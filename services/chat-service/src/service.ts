import type { ChatClientEvents, ChatServerEvents } from '@ticketlab/contracts/sockets/chat';
import { chatSocketPath } from '@ticketlab/contracts/sockets/chat';
import { createAuditClient } from '@ticketlab/service-kit/audit/audit-client';
import { challengeRoutes } from '@ticketlab/service-kit/challenge/routes';
import { createKit, createService, type Kit, type Service, type Worker } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import { createConsumer } from '@ticketlab/service-kit/messaging/consumer';
import { createKafka } from '@ticketlab/service-kit/messaging/kafka';
import { createMongo } from '@ticketlab/service-kit/mongo/connect';
import { createMongoSweeper } from '@ticketlab/service-kit/mongo/sweeper';
import { createHttpClient } from '@ticketlab/service-kit/resilience/http-client';
import { createSocketServer } from '@ticketlab/service-kit/sockets/socket-server';
import { currentContext } from '@ticketlab/service-kit/telemetry/context';
import { conversationRetention } from './adapters/chat-documents.ts';
import { createHttpContacts, createHttpNotifier } from './adapters/http-peers.ts';
import { createMongoChatStore } from './adapters/mongo-chat-store.ts';
import { createRedisRateLimit } from './adapters/redis-rate-limit.ts';
import type { ChatConfig } from './config.ts';
import { createUserEventsHandler } from './consumers/user-events.ts';
import { createDesk } from './desk.ts';
import { chatRoutes, type ChatUseCases } from './http/chat-routes.ts';
import { operationsRoutes } from './http/operations-routes.ts';
import { handleChatSockets } from './sockets/chat-handlers.ts';
import { type ChatSocketServer, createChatPush } from './sockets/chat-push.ts';
import { createHandInAudit } from './usecases/hand-in-audit.ts';
import { createManageConversation } from './usecases/manage-conversation.ts';
import { createMarkReceipt } from './usecases/mark-receipt.ts';
import { createNotifyAnswers } from './usecases/notify-answers.ts';
import { createOpenConversation } from './usecases/open-conversation.ts';
import { createReadConversations } from './usecases/read-conversations.ts';
import { createSendMessage } from './usecases/send-message.ts';

/** The composition root of chat-service: the one file that sees everything. */
export function createChatService(config: ChatConfig): Service {
  const kit = createKit('chat-service', config);
  const mongo = createMongo(kit, config.MONGODB_URL);
  const kafka = createKafka(kit);
  const store = createMongoChatStore(mongo);
  let sockets: ChatSocketServer | undefined;
  const push = createChatPush(() => sockets);
  const { clock, newId } = kit;

  const notifications = createHttpClient(kit, 'notification-service');
  const audit = createAuditClient(notifications);
  const contacts = createHttpContacts(createHttpClient(kit, 'user-service'));
  const notifyAnswers = createLoop(kit, {
    name: 'notify-answers',
    everyMs: config.NOTIFY_EVERY_MS,
    run: createNotifyAnswers({
      ...{ store, clock },
      notifier: createHttpNotifier(notifications),
      quietMs: config.CHAT_NOTIFY_QUIET_MINUTES * 60_000,
    }),
  });
  const handInAudit = createLoop(kit, {
    name: 'audit',
    everyMs: config.NOTIFY_EVERY_MS,
    run: createHandInAudit(store, audit, (entry) => kit.log.error({ entry }, 'the audit log refused an entry')),
  });
  const seconds = config.CHAT_RATE_SECONDS;
  const rateLimit = createRedisRateLimit(kit.redis, { what: 'messages', count: config.CHAT_RATE_MESSAGES, seconds });
  const signalLimit = createRedisRateLimit(kit.redis, { what: 'signals', count: config.CHAT_RATE_SIGNALS, seconds });
  const sendMessage = createSendMessage({
    store,
    push,
    rateLimit,
    newId,
    clock,
    onNotifyDue: notifyAnswers.wake,
  });
  const useCases: ChatUseCases = {
    openConversation: createOpenConversation({
      store,
      contacts,
      sendMessage,
      push,
      rateLimit,
      newId,
      clock,
    }),
    sendMessage,
    read: createReadConversations(store),
    markReceipt: createMarkReceipt({ store, push, clock }),
    manage: createManageConversation({
      ...{ store, push, contacts, clock, newId },
      requestId: () => currentContext()?.requestId ?? null,
      onAuditDue: handInAudit.wake,
    }),
  };

  const onAuditDue = handInAudit.wake;
  const desk = createDesk(kit, { store, push, contacts, rateLimit, audit, onAuditDue });

  return createService(kit, {
    routes: [...chatRoutes(useCases), ...desk.routes, ...operationsRoutes(store), ...challengeRoutes(kit)],
    workers: [
      createIndexing(kit, () => store.createIndexes()),
      createConsumer(kit, kafka, { group: 'chat-service', topics: { 'user-events': createUserEventsHandler(store) } }),
      notifyAnswers,
      handInAudit,
      desk.worker,
      createMongoSweeper(kit, mongo, [conversationRetention(config.CHAT_RETENTION_HOURS)]),
      createLoop(kit, {
        name: 'orphaned-messages',
        everyMs: 600_000,
        run: async () => {
          await store.removeOrphans();
          return false;
        },
      }),
    ],
    onServer(server) {
      sockets = createSocketServer<ChatClientEvents, ChatServerEvents>(kit, server, { path: chatSocketPath });
      handleChatSockets(sockets, useCases, signalLimit);
    },
    async close() {
      await sockets?.close();
      await kafka.close();
      await mongo.close();
    },
  });
}

/** Unique keys are what keeps numbering and retries right, so the service is not ready before they are made. */
function createIndexing(kit: Pick<Kit, 'log' | 'health'>, createIndexes: () => Promise<void>): Worker {
  let made = false;
  kit.health.addReadiness('indexes', () =>
    made ? Promise.resolve() : Promise.reject(new Error('the indexes are not made yet')),
  );
  return createLoop(kit, {
    name: 'indexes',
    everyMs: 1_000,
    run: async () => {
      if (!made) await createIndexes();
      made = true;
      return false;
    },
  });
}
