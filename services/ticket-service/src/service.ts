import { createCheckpoint } from '@ticketlab/service-kit/challenge/checkpoint';
import { challengeRoutes } from '@ticketlab/service-kit/challenge/routes';
import { createFreshCache } from '@ticketlab/service-kit/fresh-cache';
import { createKit, createService, type Kit, type Service } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import { createConsumer } from '@ticketlab/service-kit/messaging/consumer';
import { createKafka } from '@ticketlab/service-kit/messaging/kafka';
import { createOutboxRelay } from '@ticketlab/service-kit/messaging/outbox-relay';
import { createPostgres } from '@ticketlab/service-kit/postgres/pool';
import { createRetention } from '@ticketlab/service-kit/postgres/retention';
import { createHttpClient } from '@ticketlab/service-kit/resilience/http-client';
import { createOrderClient } from './adapters/http-order-client.ts';
import { createAvailabilityStore } from './adapters/pg-availability-store.ts';
import { readInvariants } from './adapters/pg-invariants.ts';
import { readPersonalData } from './adapters/pg-personal-data.ts';
import { createReservationStore } from './adapters/pg-reservation-store.ts';
import { readSellThrough } from './adapters/pg-sell-through.ts';
import { createTicketStore } from './adapters/pg-ticket-store.ts';
import { createTransact } from './adapters/pg-work.ts';
import { renderQr } from './adapters/render-qr.ts';
import { deleteReleased } from './adapters/reservation-retention.ts';
import type { TicketConfig } from './config.ts';
import { createEventNotificationsHandler } from './consumers/event-notifications.ts';
import { createOrderEventsHandler } from './consumers/order-events.ts';
import { createUserEventsHandler } from './consumers/user-events.ts';
import { UnknownReservationError } from './domain/errors.ts';
import type { NewReservation } from './domain/reservation.ts';
import { createTicketSigner } from './domain/ticket-code.ts';
import { availabilityRoutes } from './http/availability-routes.ts';
import { doorRoutes } from './http/door-routes.ts';
import { operationRoutes } from './http/operation-routes.ts';
import { reservationRoutes } from './http/reservation-routes.ts';
import { ticketRoutes } from './http/ticket-routes.ts';
import { toTicketView } from './http/ticket-view.ts';
import { createTicketMetrics, measureQueue } from './metrics.ts';
import { createAnnouncer } from './usecases/announce-availability.ts';
import { createCheckIn } from './usecases/check-in.ts';
import { createCommitReservation } from './usecases/commit-reservation.ts';
import { createEraseUser } from './usecases/erase-user.ts';
import { createGroupCommit } from './usecases/group-commit.ts';
import { createIssueTickets } from './usecases/issue-tickets.ts';
import { listTickets, readShowableTicket, readTicket } from './usecases/read-tickets.ts';
import type { ReserveResult } from './usecases/ports.ts';
import { createReleaseReservation } from './usecases/release-reservation.ts';
import { createReserve } from './usecases/reserve.ts';
import { createScanTicket } from './usecases/scan-ticket.ts';
import { createSweepOrphans } from './usecases/sweep-orphans.ts';
import { createSyncInventory } from './usecases/sync-inventory.ts';
import { createVoidTickets } from './usecases/void-tickets.ts';

const cachedEvents = 1_000;
const sellThroughTtlMs = 1_000;
const retentionEveryMs = 3_600_000;
const retentionBatch = 1_000;

/** Inventory, reservations and tickets, ready to start. */
export function createTicketService(config: TicketConfig): Service {
  const kit = createKit('ticket-service', config);
  const checkpoint = createCheckpoint(config, config.CRASH_AT);
  const metrics = createTicketMetrics(kit.metrics);
  const db = createPostgres(kit, config.DATABASE_URL, { max: config.DATABASE_POOL_MAX });
  const kafka = createKafka(kit);

  const transact = createTransact(db);
  const store = createReservationStore(db);
  const tickets = createTicketStore(db);
  const availability = createAvailabilityStore(db);
  const signer = createTicketSigner(config.TICKET_SIGNING_KEY, config.TICKET_SIGNING_KEY_PREVIOUS);

  const announcer = createAnnouncer({
    store: availability,
    intervalMs: config.AVAILABILITY_EVENT_MS,
    recoverEveryMs: config.AVAILABILITY_RECOVER_MS,
  });
  const batches = createGroupCommit<NewReservation, ReserveResult>({
    lanes: config.RESERVATION_LANES,
    maxBatch: config.RESERVATION_BATCH_MAX,
    decide: (orders) => store.reserveBatch(orders),
    onBatch: (size) => metrics.observeBatch(size),
  });
  measureQueue(kit.metrics, () => batches.waiting());
  const changes = { transact, store, announcer, checkpoint };
  const release = createReleaseReservation(changes);
  const sweepOrphans = createSweepOrphans({
    store,
    askOrder: createOrderClient(createHttpClient(kit, 'order-service')),
    release,
    log: kit.log,
    marginMs: config.ORPHAN_MARGIN_MS,
  });

  const checkIn = createCheckIn({ transact, tickets, signer });
  const sellThrough = createFreshCache({
    ttlMs: sellThroughTtlMs,
    maxEntries: 50,
    load: (key) => {
      const [limit, before = ''] = key.split(' ');
      return readSellThrough(db, before === '' ? null : before, Number(limit));
    },
  });

  return createService(kit, {
    routes: [
      ...availabilityRoutes({
        readAvailability: createReading(kit, config, (eventId) => availability.availability(eventId)),
        readSeatMap: createReading(kit, config, (eventId) => availability.seatMap(eventId)),
      }),
      ...doorRoutes({
        scan: createScanTicket({ tickets, signer, checkIn }),
        sellThrough: (before, limit) => sellThrough(`${limit} ${before ?? ''}`),
        toView: (ticket) => toTicketView(ticket, (ticketId) => signer.sign(ticketId)),
      }),
      ...ticketRoutes({
        listTickets: (asker, query) => listTickets(tickets, asker, query),
        readTicket: (asker, ticketId) => readTicket(tickets, asker, ticketId),
        readShowableTicket: (asker, ticketId) => readShowableTicket(tickets, asker, ticketId),
        checkIn,
        sign: (ticketId) => signer.sign(ticketId),
        renderQr,
      }),
      ...reservationRoutes({
        reserve: createReserve({ ...changes, batches, count: (outcome) => metrics.countReservation(outcome) }),
        commit: createCommitReservation(changes),
        release,
        async find(orderId) {
          const known = await store.find(orderId);
          if (known === undefined) throw new UnknownReservationError(orderId);
          return known;
        },
      }),
      ...operationRoutes({
        invariants: () => readInvariants(db),
        countTickets: (orderIds) => tickets.countByOrder(orderIds),
        personalData: (userId) => readPersonalData(db, userId),
      }),
      ...challengeRoutes(kit),
    ],
    workers: [
      createOutboxRelay(kit, db, kafka),
      createConsumer(kit, kafka, {
        group: 'ticket-service',
        topics: {
          'event-notifications': createEventNotificationsHandler(createSyncInventory(changes)),
          'order-events': createOrderEventsHandler({
            issueTickets: createIssueTickets({ ...changes, newId: kit.newId }),
            voidTickets: createVoidTickets(changes),
          }),
          'user-events': createUserEventsHandler(createEraseUser({ transact })),
        },
      }),
      createLoop(kit, {
        name: 'availability-announcer',
        everyMs: config.AVAILABILITY_EVENT_MS,
        async run() {
          await announcer.flush();
          return false;
        },
      }),
      createLoop(kit, { name: 'orphan-sweeper', everyMs: config.ORPHAN_SWEEP_MS, run: sweepOrphans }),
      createLoop(kit, {
        name: 'reservation-retention',
        everyMs: retentionEveryMs,
        run: async () =>
          (await deleteReleased(db, config.RESERVATION_RETENTION_DAYS, retentionBatch)) === retentionBatch,
      }),
      createRetention(kit, db, config),
    ],
    async close() {
      await kafka.close();
      await db.close();
    },
  });
}

/** Reads that many ask at once, as one of at most AVAILABILITY_CACHE_MS ago. */
function createReading<Value>(kit: Kit, config: TicketConfig, read: (key: string) => Promise<Value | undefined>) {
  return createFreshCache({
    ttlMs: config.AVAILABILITY_CACHE_MS,
    maxEntries: cachedEvents,
    async load(key) {
      const asOf = kit.clock();
      return { found: await read(key), asOf };
    },
  });
}
