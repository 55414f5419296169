import { randomUUID } from 'node:crypto';
import { testCards } from '@ticketlab/contracts/http/payments';
import { createHealth } from '@ticketlab/service-kit/health/health';
import { createPostgres, type Postgres } from '@ticketlab/service-kit/postgres/pool';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { createLogger } from '@ticketlab/service-kit/telemetry/logger';
import { createMetrics } from '@ticketlab/service-kit/telemetry/metrics';
import { createPgEventStore } from '../services/order-service/src/adapters/pg-event-store.ts';
import { createOncePerEvent, createOncePerKey } from '../services/order-service/src/adapters/pg-once.ts';
import { createPgOrderStore } from '../services/order-service/src/adapters/pg-order-store.ts';
import type { Order } from '../services/order-service/src/domain/order.ts';
import { toOrderView } from '../services/order-service/src/http/order-view.ts';
import { createConductor } from '../services/order-service/src/usecases/conduct.ts';
import { createNotePayment } from '../services/order-service/src/usecases/note-payment.ts';
import { createPlaceOrder } from '../services/order-service/src/usecases/place-order.ts';
import { createOncePerKey as createOncePerPaymentKey } from '../services/payment-service/src/adapters/pg-once.ts';
import { createPgPaymentStore } from '../services/payment-service/src/adapters/pg-payment-store.ts';
import { createSimulatedProvider } from '../services/payment-service/src/adapters/simulated-provider.ts';
import type { Payment } from '../services/payment-service/src/domain/payment.ts';
import { createSettlePayment } from '../services/payment-service/src/usecases/settle-payment.ts';
import { createTakePayment } from '../services/payment-service/src/usecases/take-payment.ts';
import { createReservationStore } from '../services/ticket-service/src/adapters/pg-reservation-store.ts';
import { createTransact } from '../services/ticket-service/src/adapters/pg-work.ts';
import type { NewReservation, Reservation } from '../services/ticket-service/src/domain/reservation.ts';
import { createCommitReservation } from '../services/ticket-service/src/usecases/commit-reservation.ts';
import { createGroupCommit } from '../services/ticket-service/src/usecases/group-commit.ts';
import { createIssueTickets } from '../services/ticket-service/src/usecases/issue-tickets.ts';
import type { ReserveResult } from '../services/ticket-service/src/usecases/ports.ts';
import { createReserve } from '../services/ticket-service/src/usecases/reserve.ts';
import { createPurchaseDatabases } from './purchase-databases.ts';

const card = { number: testCards.success, expiryMonth: 12, expiryYear: 2099, cvc: '123', holder: 'Bench' };
const price = { amount: 2_500, currency: 'EUR' };
const capacity = 10_000_000;
const nothing = () => undefined;
const clock = () => new Date();
const newId = () => uuidv7(Date.now());

export interface DirectPurchase {
  /** One purchase, to its ticket. */
  buy(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The use cases of order-, payment- and ticket-service called one after the other in one process, on databases of their
 * own: the same SQL, without HTTP, Kafka, tokens or a gateway, and with a provider that answers at once.
 */
export async function createDirectPurchase(): Promise<DirectPurchase> {
  const databases = await createPurchaseDatabases();
  const [orderDb, paymentDb, ticketDb] = [databases.orders, databases.payments, databases.tickets].map(connect);
  if (orderDb === undefined || paymentDb === undefined || ticketDb === undefined) throw new Error('unreachable: three');
  const tickets = ticketSide(ticketDb);
  const orders = orderSide(orderDb, tickets);
  const payments = paymentSide(paymentDb, databases.payments);
  const event = { id: newId(), tierId: newId(), userIds: Array.from({ length: 20 }, newId) };
  await createPgEventStore(orderDb).put(toEventSale(event), 1);
  await ticketDb.query(`INSERT INTO events (id, version, status, title) VALUES ($1, 1, 'published', 'a rush')`, [
    event.id,
  ]);
  await ticketDb.query(
    `INSERT INTO tiers (id, event_id, kind, name, position, listed, on_sale, wanted_capacity, capacity, available)
     VALUES ($1, $2, 'general', 'Floor', 0, true, true, $3, $3, $3)`,
    [event.tierId, event.id, capacity],
  );

  return {
    async buy() {
      const userId = event.userIds[Math.floor(Math.random() * event.userIds.length)] ?? '';
      const order = await orders.place(userId, event);
      const paymentId = await payments.pay(userId, order);
      await orders.confirm(order.id, paymentId);
      await tickets.issue(order.id, { consumer: 'ticket-service', eventId: newId() });
    },
    async close() {
      await payments.close();
      await Promise.all([orderDb.close(), paymentDb.close(), ticketDb.close()]);
      await databases.close();
    },
  };
}

function ticketSide(db: Postgres) {
  const store = createReservationStore(db);
  const announcer = { touch: nothing };
  const batches = createGroupCommit<NewReservation, ReserveResult>({
    ...{ lanes: 4, maxBatch: 200, onBatch: nothing },
    decide: (orders) => store.reserveBatch(orders),
  });
  return {
    reserve: createReserve({ store, batches, announcer, count: nothing, checkpoint: nothing }),
    commit: createCommitReservation({ store, announcer, checkpoint: nothing }),
    issue: createIssueTickets({ transact: createTransact(db), newId, checkpoint: nothing }),
  };
}

function orderSide(db: Postgres, { reserve, commit }: ReturnType<typeof ticketSide>) {
  const store = createPgOrderStore(db, { retryMs: 1_000, onSteps: nothing });
  const tickets = {
    reserve: async ({ id, eventId, userId, items }: Order, expiresAt: Date) => {
      const lines = items.map(({ tierId, quantity }) => ({ tierId, quantity, seatIds: [] }));
      return answer(await reserve({ orderId: id, eventId, userId, lines, expiresAt }));
    },
    commit: async (orderId: string) => answer(await commit(orderId)),
    release: () => Promise.reject(new Error('nothing is released here')),
    countTickets: () => Promise.resolve(new Map()),
  };
  const times = { reservationTtlMs: 600_000, workDueMs: 30_000 };
  const conductor = createConductor({ store, tickets, clock, checkpoint: nothing }, times);
  const placeOrder = createPlaceOrder(
    { store, conductor, clock, newId, checkpoint: nothing },
    { decisionMs: 5_000, workDueMs: times.workDueMs },
  );
  const withKey = createOncePerKey(db, nothing);
  const once = createOncePerEvent(db, nothing);
  const notePayment = createNotePayment({ clock }, times);

  return {
    async place(userId: string, event: { id: string; tierId: string }): Promise<Order> {
      const body = { eventId: event.id, items: [{ tierId: event.tierId, quantity: 1 }] };
      let placed: Order | undefined;
      await withKey(
        { userId, key: randomUUID(), body },
        {
          async begin(tx) {
            placed = await placeOrder.begin(tx, userId, body);
            return placed.id;
          },
          async finish() {
            if (placed === undefined) throw new Error('unreachable: nothing is repeated here');
            placed = await placeOrder.decide(placed);
            return { status: 201, body: toOrderView(placed) };
          },
        },
      );
      if (placed?.state !== 'AWAITING_PAYMENT') throw new Error(`the order is ${placed?.state ?? 'missing'}`);
      return placed;
    },
    async confirm(orderId: string, paymentId: string): Promise<void> {
      const news = { orderId, paymentId, reason: null };
      const noted = await once('order-service', newId(), (tx) => notePayment.captured(tx, news));
      const order = noted === null ? null : await conductor.pursue(noted);
      if (order?.state !== 'CONFIRMED') throw new Error(`the order is ${order?.state ?? 'missing'}`);
    },
  };
}

function paymentSide(db: Postgres, url: string) {
  const provider = createSimulatedProvider(url, { latencyMs: 0, timeoutMs: 5_000, slowMs: 0 });
  const store = createPgPaymentStore(db, { retryMs: 1_000 });
  const deps = { store, provider, clock, newId, checkpoint: nothing, count: nothing };
  const take = createTakePayment({ ...deps, settle: createSettlePayment(deps) }, { dueMs: 30_000 });
  const withKey = createOncePerPaymentKey(db);
  return {
    async pay(userId: string, order: Order): Promise<string> {
      const known = toOrderView(order);
      let opened: Payment | undefined;
      await withKey(
        { userId, key: randomUUID(), body: { orderId: order.id } },
        {
          async begin(tx) {
            const wish = { orderId: order.id, userId, card, fetchedOrder: () => known };
            opened = (await take.begin(tx, wish)).payment;
            return opened.id;
          },
          finish: async (paymentId) => ({ status: 201, body: await take.carryOut(paymentId, card, opened) }),
        },
      );
      if (opened === undefined) throw new Error('unreachable: nothing is repeated here');
      return opened.id;
    },
    close: () => provider.close(),
  };
}

function answer({ lines, ...reservation }: Reservation) {
  const own = lines.map(({ tierId, quantity, seatIds }) => ({ tierId, quantity, seatIds: [...seatIds] }));
  return { ok: true as const, reservation: { ...reservation, lines: own } };
}

function toEventSale({ id, tierId }: { id: string; tierId: string }) {
  const tier = { id: tierId, kind: 'general' as const, name: 'Floor', price, rows: [] };
  const common = { id, status: 'published' as const, title: 'a rush', currency: 'EUR', maxPerCustomer: capacity };
  return { ...common, endsAt: new Date(Date.now() + 86_400_000), tiers: [tier] };
}

function connect(url: string): Postgres {
  const metrics = createMetrics('order-service', 'bench');
  const health = createHealth(metrics);
  health.close();
  const log = createLogger({ service: 'order-service', instance: 'bench', level: 'silent' });
  return createPostgres({ instance: 'bench', log, metrics, health }, url, { max: 10 });
}
