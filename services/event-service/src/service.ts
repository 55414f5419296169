import { challengeRoutes } from '@ticketlab/service-kit/challenge/routes';
import { createKit, createService, type Service } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import { createKafka } from '@ticketlab/service-kit/messaging/kafka';
import { createMongo } from '@ticketlab/service-kit/mongo/connect';
import { createMongoRelay } from '@ticketlab/service-kit/mongo/outbox';
import { createMongoSweeper } from '@ticketlab/service-kit/mongo/sweeper';
import { deletionRetention, eventCollection } from './adapters/event-document.ts';
import { createMiniSearchTextIndex } from './adapters/minisearch-text-index.ts';
import { createMongoEventStore } from './adapters/mongo-event-store.ts';
import { createRedisChangeFeed } from './adapters/redis-change-feed.ts';
import { createRedisEventCache } from './adapters/redis-event-cache.ts';
import { createCatalogueLoop } from './catalogue-loop.ts';
import type { EventConfig } from './config.ts';
import { createCatalogue } from './domain/catalogue.ts';
import { adminRoutes } from './http/admin-routes.ts';
import { catalogueRoutes } from './http/catalogue-routes.ts';
import { operationsRoutes } from './http/operations-routes.ts';
import { createEventMetrics } from './metrics.ts';
import { createChangeEvent } from './usecases/change-event.ts';
import { createCreateEvent } from './usecases/create-event.ts';
import { createDeleteEvent } from './usecases/delete-event.ts';
import { createFinishEvents } from './usecases/finish-events.ts';
import { createGetEvent } from './usecases/get-event.ts';
import { createListEvents } from './usecases/list-events.ts';
import { createSpreadChange } from './usecases/spread-change.ts';
import { createSyncCatalogue } from './usecases/sync-catalogue.ts';

/** An event still published this long after its end means that nobody finishes events. */
const overdueMs = 300_000;

export function createEventService(config: EventConfig, overrides: { clock?: () => Date } = {}): Service {
  const kit = createKit('event-service', config, overrides);
  const { clock, newId } = kit;
  const metrics = createEventMetrics(kit.metrics);

  const mongo = createMongo(kit, config.MONGODB_URL);
  const kafka = createKafka(kit);
  const store = createMongoEventStore(mongo);
  const relay = createMongoRelay(kit, mongo, kafka, { collections: [eventCollection] });
  const cache = createRedisEventCache(kit, metrics, config.CACHE_TTL_MS);
  const feed = createRedisChangeFeed(kit, metrics);
  const catalogue = createCatalogue(createMiniSearchTextIndex());

  const spread = createSpreadChange({ catalogue, cache, feed, wakeRelay: relay.wake });
  const changeEvent = createChangeEvent({ store, spread, clock });
  const sync = createSyncCatalogue({ store, catalogue, cache, cacheTtlMs: config.CACHE_TTL_MS, clock });
  const finishEvents = createFinishEvents({ store, changeEvent, clock });

  const syncing = createCatalogueLoop(kit, {
    prepare: () => store.createIndexes(),
    ...{ sync, catalogue, feed, metrics },
    everyMs: config.CATALOGUE_POLL_MS,
  });
  const finishing = createLoop(kit, {
    name: 'finish-events',
    everyMs: config.FINISH_EVERY_MS,
    run: async () => {
      await finishEvents();
      return false;
    },
  });

  return createService(kit, {
    routes: [
      ...challengeRoutes(kit),
      ...catalogueRoutes({
        listEvents: createListEvents({ catalogue, isLoaded: () => sync.isComplete(), clock }),
        getEvent: createGetEvent({ store, cache }),
      }),
      ...adminRoutes({
        createEvent: createCreateEvent({ store, spread, clock, newId }),
        changeEvent,
        deleteEvent: createDeleteEvent({ store, spread, clock }),
        newId,
      }),
      ...operationsRoutes({
        outboxPending: () => store.countPendingEvents(),
        overdue: () => store.countOver(new Date(clock().getTime() - overdueMs)),
      }),
    ],
    workers: [
      syncing,
      relay,
      finishing,
      createMongoSweeper(kit, mongo, [deletionRetention(config.DELETED_RETENTION_HOURS)]),
    ],
    close: async () => {
      await kafka.close();
      await mongo.close();
    },
  });
}
