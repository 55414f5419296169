import { createCheckpoint } from '@ticketlab/service-kit/challenge/checkpoint';
import { challengeRoutes } from '@ticketlab/service-kit/challenge/routes';
import { createKit, createService, type Kit, type Service } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import { createConsumer } from '@ticketlab/service-kit/messaging/consumer';
import { createKafka } from '@ticketlab/service-kit/messaging/kafka';
import { createOutboxRelay } from '@ticketlab/service-kit/messaging/outbox-relay';
import { readOutboxState } from '@ticketlab/service-kit/messaging/outbox-state';
import { createPostgres } from '@ticketlab/service-kit/postgres/pool';
import { createRetention } from '@ticketlab/service-kit/postgres/retention';
import { createHttpClient } from '@ticketlab/service-kit/resilience/http-client';
import { createHttpOrderClient } from './adapters/http-order-client.ts';
import { createPgErasureStore } from './adapters/pg-erasure-store.ts';
import { createOncePerEvent, createOncePerKey } from './adapters/pg-once.ts';
import { createPgPaymentStore } from './adapters/pg-payment-store.ts';
import { createSimulatedProvider } from './adapters/simulated-provider.ts';
import type { PaymentConfig } from './config.ts';
import { createOrderEventsHandler } from './consumers/order-events.ts';
import { createUserEventsHandler } from './consumers/user-events.ts';
import { internalRoutes } from './http/internal-routes.ts';
import { paymentRoutes } from './http/payment-routes.ts';
import { createPaymentCounter } from './metrics.ts';
import { checkBooks } from './usecases/check-books.ts';
import { eraseUser } from './usecases/erase-user.ts';
import type { PaymentProvider } from './usecases/ports.ts';
import { listPayments, readPayment } from './usecases/read-payments.ts';
import { createRefundPayment, requestRefund } from './usecases/refund-payment.ts';
import { createResolvePayments } from './usecases/resolve-payments.ts';
import { createSettlePayment } from './usecases/settle-payment.ts';
import { createTakePayment } from './usecases/take-payment.ts';

const exportLimit = 10_000;
const examplesLimit = 10;

/** Takes payments and gives them back, ready to start. A test may bring a provider of its own. */
export function createPaymentService(config: PaymentConfig, overrides: { provider?: PaymentProvider } = {}): Service {
  const kit = createKit('payment-service', config);
  const { clock, newId } = kit;
  const checkpoint = createCheckpoint(config, config.CRASH_AT);
  const count = createPaymentCounter(kit.metrics);

  const db = createPostgres(kit, config.DATABASE_URL, { max: config.DATABASE_POOL_MAX });
  const kafka = createKafka(kit);
  const orders = createHttpOrderClient(createHttpClient(kit, 'order-service'));
  const store = createPgPaymentStore(db, { retryMs: config.WORK_RETRY_MS });
  const simulated = createSimulatedProvider(config.DATABASE_URL, {
    latencyMs: config.PROVIDER_LATENCY_MS,
    timeoutMs: config.PROVIDER_TIMEOUT_MS,
    slowMs: config.PROVIDER_SLOW_MS,
  });
  const provider = overrides.provider ?? simulated;
  const deps = { store, provider, orders, clock, newId, checkpoint, count };

  const settle = createSettlePayment(deps);
  const takePayment = createTakePayment({ ...deps, settle }, { dueMs: config.WORK_DUE_MS });
  const refund = createRefundPayment(deps, { dueMs: 0 });
  const resolver = createResolvePayments(
    { ...deps, settle, refund, onFailure: createFailureLog(kit) },
    { acceptanceWindowMs: config.PROVIDER_ACCEPTANCE_WINDOW_MS },
  );
  const resolving = createLoop(kit, {
    name: 'payment-resolver',
    everyMs: config.SWEEP_EVERY_MS,
    run: () => resolver.sweep(),
  });
  const consumer = createConsumer(kit, kafka, {
    group: 'payment-service',
    topics: {
      'order-events': createOrderEventsHandler({ refund, once: createOncePerEvent(db), wake: resolving.wake }),
      'user-events': createUserEventsHandler((userId) => eraseUser(createPgErasureStore(db), userId)),
    },
  });

  async function invariants() {
    const { outboxPending, stuck } = await readOutboxState(db);
    const disagreed = await checkBooks(deps, { graceMs: config.BOOKS_GRACE_MS });
    const examples = disagreed.slice(0, examplesLimit);
    return {
      outboxPending,
      violations: [stuck, { invariant: 'provider-mismatch', count: disagreed.length, examples }],
    };
  }

  return createService(kit, {
    routes: [
      ...paymentRoutes({
        takePayment,
        fetchOrder: (orderId) => orders.find(orderId),
        withKey: createOncePerKey(db),
        readPayment: (asker, paymentId) => readPayment(store, asker, paymentId),
        listPayments: (asker, query) => listPayments(store, asker, query),
        requestRefund: (wish) => requestRefund(deps, wish),
      }),
      ...internalRoutes({
        ofOrders: (orderIds) => store.ofOrders(orderIds),
        captured: (after, limit) => store.captured(after, limit),
        invariants,
        paymentsOf: (userId) => store.list({ userId }, { before: null, limit: exportLimit }),
      }),
      ...challengeRoutes(kit),
    ],
    workers: [createOutboxRelay(kit, db, kafka), consumer, resolving, createRetention(kit, db, config)],
    async close() {
      await simulated.close();
      await kafka.close();
      await db.close();
    },
  });
}

function createFailureLog(kit: Kit) {
  return (payment: { id: string; work: string | null }, error: unknown, isOutage: boolean): void => {
    const fields = { err: error, paymentId: payment.id, work: payment.work };
    if (isOutage) kit.log.info(fields, 'the payment provider gives no answer; asking again later');
    else kit.log.warn(fields, 'payment not resolved');
  };
}
