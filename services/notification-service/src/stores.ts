import type { Mongo } from '@ticketlab/service-kit/mongo/connect';
import { openCollections } from './adapters/collections.ts';
import { createMongoAttendanceStore } from './adapters/mongo-attendance-store.ts';
import { createMongoAuditLog } from './adapters/mongo-audit-log.ts';
import { createMongoErasureStore } from './adapters/mongo-erasure-store.ts';
import { createMongoFanoutStore } from './adapters/mongo-fanout-store.ts';
import { createMongoMailQueue } from './adapters/mongo-mail-queue.ts';
import { createMongoNotificationStore } from './adapters/mongo-notification-store.ts';

export type Stores = ReturnType<typeof createStores>;

/** Everything this service keeps, in one MongoDB database. */
export function createStores(mongo: Pick<Mongo, 'connection'>, kit: { newId: () => string; clock: () => Date }) {
  const collections = openCollections(mongo);
  return {
    notifications: createMongoNotificationStore(collections, kit.newId),
    mails: createMongoMailQueue(collections),
    fanouts: createMongoFanoutStore(collections),
    audit: createMongoAuditLog(collections),
    attendances: createMongoAttendanceStore(collections, kit.clock),
    erasures: createMongoErasureStore(collections),
  };
}
