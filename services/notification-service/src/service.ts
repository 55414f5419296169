import {
  type NotificationClientEvents,
  type NotificationServerEvents,
  notificationSocketPath,
} from '@ticketlab/contracts/sockets/notifications';
import { challengeRoutes } from '@ticketlab/service-kit/challenge/routes';
import { createKit, createService, type Service } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import { createConsumer } from '@ticketlab/service-kit/messaging/consumer';
import { createKafka } from '@ticketlab/service-kit/messaging/kafka';
import { createMongo } from '@ticketlab/service-kit/mongo/connect';
import { createMongoSweeper } from '@ticketlab/service-kit/mongo/sweeper';
import { createHttpClient } from '@ticketlab/service-kit/resilience/http-client';
import { createSocketServer } from '@ticketlab/service-kit/sockets/socket-server';
import { retentionRules } from './adapters/collections.ts';
import { createHttpUserDirectory } from './adapters/http-user-directory.ts';
import { createOutboxMailTransport } from './adapters/outbox-mail-transport.ts';
import { createResendLimit } from './adapters/redis-resend-limit.ts';
import { createSmtpMailTransport } from './adapters/smtp-mail-transport.ts';
import type { NotificationConfig } from './config.ts';
import { createEventNotificationsHandler } from './consumers/event-notifications.ts';
import { createOrderEventsHandler } from './consumers/order-events.ts';
import { createPaymentEventsHandler } from './consumers/payment-events.ts';
import { recording } from './consumers/recording.ts';
import { createTicketEventsHandler } from './consumers/ticket-events.ts';
import { createUserEventsHandler } from './consumers/user-events.ts';
import { adminRoutes } from './http/admin-routes.ts';
import { internalRoutes } from './http/internal-routes.ts';
import { notificationRoutes } from './http/notification-routes.ts';
import { createNotificationMetrics } from './metrics.ts';
import { createLocalDelivery } from './sockets/local-delivery.ts';
import { handleSockets } from './sockets/notification-handlers.ts';
import { createNotificationPush, receivePushes, type SocketParts } from './sockets/notification-push.ts';
import { createStores } from './stores.ts';
import { createBroadcast } from './usecases/broadcast.ts';
import { createCatchUp } from './usecases/catch-up.ts';
import { createEraseUser } from './usecases/erase-user.ts';
import { createFindAudience } from './usecases/find-audience.ts';
import { createFollowEvents } from './usecases/follow-events.ts';
import { createFollowOrders } from './usecases/follow-orders.ts';
import { createNotify } from './usecases/notify.ts';
import { createReadAudit } from './usecases/read-audit.ts';
import { createReadNotifications } from './usecases/read-notifications.ts';
import { createResendTickets } from './usecases/resend-tickets.ts';
import { createRunFanouts } from './usecases/run-fanouts.ts';
import { createSendMails } from './usecases/send-mails.ts';

const hourMs = 3_600_000;

/** The composition root of notification-service: the one file that sees everything. */
export function createNotificationService(config: NotificationConfig): Service {
  const kit = createKit('notification-service', config);
  const { clock, newId, log } = kit;
  const mongo = createMongo(kit, config.MONGODB_URL);
  const kafka = createKafka(kit);
  const users = createHttpUserDirectory(createHttpClient(kit, 'user-service'));
  const stores = createStores(mongo, kit);
  const { notifications, mails, fanouts, audit, attendances, erasures } = stores;
  const metrics = createNotificationMetrics(kit.metrics, () => mails.countPending());
  const transport =
    config.SMTP_URL === undefined
      ? createOutboxMailTransport(config.MAIL_OUTBOX_DIR, config.MAIL_FROM, clock, config.MAIL_OUTBOX_KEEP)
      : createSmtpMailTransport(config.SMTP_URL, config.MAIL_FROM, config.SMTP_PATIENCE_MS);

  let sockets: SocketParts | undefined;
  const push = createNotificationPush(() => sockets);
  const catchUp = createCatchUp({ notifications, clock });

  const mailer = createLoop(kit, {
    name: 'mailer',
    everyMs: config.MAIL_POLL_MS,
    run: createSendMails({
      ...{ mails, users, transport, clock },
      concurrency: config.MAIL_CONCURRENCY,
      giveUpMs: config.MAIL_GIVE_UP_HOURS * hourMs,
      onResult: (result, error) => {
        metrics.mails.inc({ result });
        if (error !== undefined) log.warn({ err: error, result }, 'a mail could not be sent');
      },
    }),
  });
  const notify = createNotify({
    ...{ notifications, mails, erasures, push, clock },
    portalUrl: config.PORTAL_URL,
    wakeMailer: () => mailer.wake(),
  });
  const fanoutRunner = createLoop(kit, {
    name: 'fan-outs',
    everyMs: config.FANOUT_POLL_MS,
    run: createRunFanouts({ fanouts, findAudience: createFindAudience({ users, attendances }), notify, clock }),
  });
  const wakeFanouts = () => fanoutRunner.wake();
  const pushCatchUp = createLoop(kit, {
    name: 'push-catch-up',
    everyMs: config.PUSH_CATCH_UP_MS,
    run: async () => {
      sockets?.local.deliver(await catchUp.ofConnected(sockets.local.connectedUsers()));
      return false;
    },
  });

  const eraseUser = createEraseUser({ erasures, notifications, mails, transport, attendances, push, clock });
  const followEvents = createFollowEvents({ attendances, fanouts, clock, wake: wakeFanouts });
  const consumer = createConsumer(kit, kafka, {
    group: 'notification-service',
    topics: {
      'user-events': recording(audit, createUserEventsHandler({ notify, eraseUser })),
      'event-notifications': recording(audit, createEventNotificationsHandler({ followEvents })),
      'order-events': recording(
        audit,
        createOrderEventsHandler({ notify, followOrders: createFollowOrders({ attendances, erasures }) }),
      ),
      'payment-events': recording(audit, createPaymentEventsHandler({ notify })),
      'ticket-events': recording(audit, createTicketEventsHandler({ notify, push })),
    },
  });

  return createService(kit, {
    routes: [
      ...challengeRoutes(kit),
      ...notificationRoutes(createReadNotifications({ notifications, push, clock })),
      ...adminRoutes({
        broadcast: createBroadcast({ fanouts, audit, newId, clock, wake: wakeFanouts }),
        readAudit: createReadAudit({ audit }),
        resendTickets: createResendTickets({
          ...{ attendances, notifications, mails, audit, newId, clock },
          limit: createResendLimit(kit.redis),
          portalUrl: config.PORTAL_URL,
          wakeMailer: () => mailer.wake(),
        }),
      }),
      ...internalRoutes({
        notify,
        recordAudit: (entry) => audit.append(entry),
        queueMail: async (mail) => {
          await mails.add([mail], clock());
          mailer.wake();
        },
        exportUser: async (userId) => ({
          notifications: await notifications.export(userId),
          mails: await mails.export(userId),
          tickets: await attendances.export(userId),
          activity: await audit.export(userId),
        }),
        invariants: async () => ({
          outboxPending: 0,
          violations: [{ invariant: 'mails-delivered', count: await mails.countFailed(), examples: [] }],
        }),
      }),
    ],
    workers: [consumer, mailer, fanoutRunner, pushCatchUp, createMongoSweeper(kit, mongo, retentionRules(config))],
    onServer(server) {
      const io = createSocketServer<NotificationClientEvents, NotificationServerEvents>(kit, server, {
        path: notificationSocketPath,
      });
      const local = createLocalDelivery(
        io,
        {
          markDelivered: (ids) => notifications.markDelivered(ids, clock()),
          countUnreadOf: (userIds) => notifications.countUnreadOf(userIds),
        },
        { acknowledgedMs: config.PUSH_ACKNOWLEDGED_MS },
      );
      sockets = { server: io, local };
      receivePushes(sockets);
      handleSockets(sockets, catchUp, log);
    },
    async close() {
      await sockets?.local.close();
      await sockets?.server.close();
      await kafka.close();
      await mongo.close();
    },
  });
}
