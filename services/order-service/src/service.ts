import { createCheckpoint } from '@ticketlab/service-kit/challenge/checkpoint';
import { challengeRoutes } from '@ticketlab/service-kit/challenge/routes';
import { createFreshCache } from '@ticketlab/service-kit/fresh-cache';
import { createKit, createService, type Service } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import { createConsumer } from '@ticketlab/service-kit/messaging/consumer';
import { createKafka } from '@ticketlab/service-kit/messaging/kafka';
import { createOutboxRelay } from '@ticketlab/service-kit/messaging/outbox-relay';
import { createPostgres } from '@ticketlab/service-kit/postgres/pool';
import { createRetention } from '@ticketlab/service-kit/postgres/retention';
import { createHttpClient } from '@ticketlab/service-kit/resilience/http-client';
import { createHttpBystander } from './adapters/http-bystander.ts';
import { createHttpPaymentClient } from './adapters/http-payment-client.ts';
import { createHttpTicketClient } from './adapters/http-ticket-client.ts';
import { createPgAuditStore } from './adapters/pg-audit-store.ts';
import { createPgErasureStore } from './adapters/pg-erasure-store.ts';
import { createPgEventStore } from './adapters/pg-event-store.ts';
import { createPgFindingStore } from './adapters/pg-finding-store.ts';
import { createOncePerEvent, createOncePerKey } from './adapters/pg-once.ts';
import { createPgOrderStore } from './adapters/pg-order-store.ts';
import { createPgStatsStore } from './adapters/pg-stats-store.ts';
import type { OrderConfig } from './config.ts';
import { createEventNotificationsHandler } from './consumers/event-notifications.ts';
import { createPaymentEventsHandler } from './consumers/payment-events.ts';
import { createUserEventsHandler } from './consumers/user-events.ts';
import { internalRoutes } from './http/internal-routes.ts';
import { orderRoutes } from './http/order-routes.ts';
import { statsRoutes } from './http/stats-routes.ts';
import { createOrderMetrics, measureReconciler } from './metrics.ts';
import { createFailureLog, createStepLog, createViolationLog } from './saga-log.ts';
import { closeCancelledEvents } from './usecases/close-cancelled-events.ts';
import { createConductor } from './usecases/conduct.ts';
import { cancelOrder, expireOrders, refundOrder } from './usecases/end-orders.ts';
import { eraseUser } from './usecases/erase-user.ts';
import { createNotePayment } from './usecases/note-payment.ts';
import { createPlaceOrder } from './usecases/place-order.ts';
import { createPursuer } from './usecases/pursue-work.ts';
import { findOrder, listOrders, readOrder } from './usecases/read-orders.ts';
import { createReadStats } from './usecases/read-stats.ts';
import { createReconciler } from './usecases/reconcile.ts';

const expiryBatch = 100;
const closingBatch = 100;
const exportLimit = 10_000;
/** Orders that statistics look at: a rush of a day, in some tenths of a second. */
const statsLimit = 50_000;
const statsTtlMs = 2_000;
const bystanders = ['user-service', 'event-service', 'notification-service', 'chat-service'] as const;

/** The conductor of the purchase saga, ready to start. */
export function createOrderService(config: OrderConfig): Service {
  const kit = createKit('order-service', config);
  const { clock, newId } = kit;
  const checkpoint = createCheckpoint(config, config.CRASH_AT);
  const metrics = createOrderMetrics(kit.metrics);
  const onSteps = createStepLog(kit, (state) => metrics.countOrder(state));
  const workDueMs = config.WORK_DUE_MS;

  const db = createPostgres(kit, config.DATABASE_URL, { max: config.DATABASE_POOL_MAX });
  const kafka = createKafka(kit);
  const tickets = createHttpTicketClient(createHttpClient(kit, 'ticket-service'));
  const payments = createHttpPaymentClient(createHttpClient(kit, 'payment-service'));
  const store = createPgOrderStore(db, { retryMs: workDueMs, onSteps });
  const events = createPgEventStore(db);
  const deps = { store, events, tickets, clock, checkpoint };

  const conductor = createConductor(deps, { reservationTtlMs: config.RESERVATION_TTL_MS, workDueMs });
  const pursuer = createPursuer(
    { conductor, store, onFailure: createFailureLog(kit) },
    { concurrency: config.WORK_CONCURRENCY },
  );
  const placeOrder = createPlaceOrder(
    { store, conductor, clock, newId, checkpoint },
    { decisionMs: config.DECISION_MS, workDueMs },
  );
  const audit = createPgAuditStore(db);
  const findings = createPgFindingStore(db);
  const reconciler = createReconciler(
    {
      audit,
      findings,
      tickets,
      payments,
      peers: { 'ticket-service': () => tickets.invariants(), 'payment-service': () => payments.invariants() },
      bystanders: Object.fromEntries(
        bystanders.map((name) => [name, createHttpBystander(kit.discovery, name, createHttpClient(kit, name))]),
      ),
      clock,
    },
    { graceMs: config.RECONCILE_GRACE_MS, leaseMs: config.RECONCILE_EVERY_MS * 0.9 },
  );

  measureReconciler(kit.metrics, () => findings.lastCheckAgeSeconds());
  const noteViolations = createViolationLog(kit, (violations) => metrics.setViolations(violations));

  const everyMs = config.SWEEP_EVERY_MS;
  const work = createLoop(kit, { name: 'work-sweeper', everyMs, run: () => pursuer.sweep() });
  const expiry = createLoop(kit, {
    name: 'expiry',
    everyMs,
    async run() {
      const expired = await expireOrders(deps, { limit: expiryBatch, workDueMs });
      for (const order of expired) await pursuer.pursue(order);
      return expired.length === expiryBatch;
    },
  });
  const closing = createLoop(kit, {
    name: 'event-closing',
    everyMs,
    async run() {
      if ((await closeCancelledEvents(deps, { batch: closingBatch })) > 0) work.wake();
      return false;
    },
  });
  const reconciling = createLoop(kit, {
    name: 'reconciler',
    everyMs: config.RECONCILE_EVERY_MS,
    async run() {
      try {
        await reconciler.checkInTurn();
      } finally {
        noteViolations(await reconciler.violations());
      }
      return false;
    },
  });
  const consumer = createConsumer(kit, kafka, {
    group: 'order-service',
    topics: {
      'event-notifications': createEventNotificationsHandler(events, closing.wake),
      'payment-events': createPaymentEventsHandler({
        notePayment: createNotePayment({ clock }, { workDueMs }),
        once: createOncePerEvent(db, onSteps),
        pursue: (order) => pursuer.pursue(order),
        checkpoint,
      }),
      'user-events': createUserEventsHandler((userId) =>
        eraseUser({ store, erasure: createPgErasureStore(db), clock }, userId),
      ),
    },
  });

  const readStats = createReadStats({ store: createPgStatsStore(db, statsLimit), clock });
  const freshStats = createFreshCache({
    ttlMs: statsTtlMs,
    maxEntries: 10,
    load: (minutes) => readStats(Number(minutes)),
  });

  return createService(kit, {
    routes: [
      ...statsRoutes((minutes) => freshStats(String(minutes))),
      ...orderRoutes({
        placeOrder,
        withKey: createOncePerKey(db, onSteps),
        findOrder: (orderId) => findOrder(store, orderId),
        readOrder: (asker, orderId) => readOrder(store, asker, orderId),
        listOrders: (asker, query) => listOrders(store, asker, query),
        async cancelOrder(asker, orderId) {
          const order = await cancelOrder(deps, { orderId, asker, workDueMs });
          await pursuer.pursue(order);
          return order;
        },
      }),
      ...internalRoutes({
        findOrder: (orderId) => findOrder(store, orderId),
        refundOrder: (orderId, wish) => refundOrder(deps, { orderId, ...wish }),
        async invariants() {
          const own = await audit.ownInvariants();
          return { ...own, violations: [...own.violations, ...(await reconciler.violations())] };
        },
        reconcile: () => reconciler.check(),
        ordersOf: (userId) => store.list({ userId }, { before: null, limit: exportLimit }),
      }),
      ...challengeRoutes(kit),
    ],
    workers: [
      createOutboxRelay(kit, db, kafka),
      consumer,
      work,
      expiry,
      closing,
      reconciling,
      createRetention(kit, db, config),
    ],
    async close() {
      await pursuer.settle();
      await kafka.close();
      await db.close();
    },
  });
}
