import type { Mongo } from '@ticketlab/service-kit/mongo/connect';
import { mappingOutages } from '@ticketlab/service-kit/mongo/errors';
import { toPendingEvents } from '@ticketlab/service-kit/mongo/pending-events';
import type { EventStore } from '../usecases/ports.ts';
import { type EventDocument, eventDocumentSchema, toEvent, toFields } from './event-document.ts';

export interface MongoEventStore extends EventStore {
  createIndexes(): Promise<void>;
  countPendingEvents(): Promise<number>;
  /** Published events that were over before that time. */
  countOver(before: Date): Promise<number>;
}

/** Each change is one conditional update of one document, its pending events inside: atomic without transactions. */
export function createMongoEventStore(mongo: Mongo): MongoEventStore {
  const model = mongo.connection.model<EventDocument>('Event', eventDocumentSchema);
  const stampChange = { $currentDate: { changedAt: true } } as const;
  const push = (news: Parameters<typeof toPendingEvents>[0]) => ({
    $push: { pendingEvents: { $each: toPendingEvents(news) } },
  });

  return mappingOutages<MongoEventStore>({
    async find(id) {
      const document = await model.findOne({ _id: id, deletedAt: null }).lean<EventDocument>();
      return document === null ? undefined : toEvent(document);
    },

    async findMany(ids) {
      const documents = await model.find({ _id: { $in: ids }, deletedAt: null }).lean<EventDocument[]>();
      return documents.map(toEvent);
    },

    async insert(event, news) {
      // an update that inserts, because only updates can ask for the store's clock
      await model.updateOne(
        { _id: event.id },
        { $setOnInsert: { ...toFields(event), pendingEvents: toPendingEvents([news]) }, ...stampChange },
        { upsert: true },
      );
    },

    async replace(event, news) {
      const { matchedCount } = await model.updateOne(
        { _id: event.id, version: event.version - 1, deletedAt: null },
        { $set: toFields(event), ...push([news]), ...stampChange },
      );
      return matchedCount === 1;
    },

    async remove(id, version, now) {
      const { matchedCount } = await model.updateOne(
        { _id: id, version, status: 'draft', deletedAt: null },
        { $set: { version: version + 1, deletedAt: now }, ...stampChange },
      );
      return matchedCount === 1;
    },

    async changesSince(at, limit) {
      const documents = await model
        .find({ changedAt: { $gte: at } })
        .select({ version: 1, changedAt: 1, deletedAt: 1 })
        .sort({ changedAt: 1 })
        .limit(limit)
        .lean<Pick<EventDocument, '_id' | 'version' | 'changedAt' | 'deletedAt'>[]>();
      return documents.map(({ _id, version, changedAt, deletedAt }) => ({
        id: _id,
        version,
        at: changedAt,
        deleted: deletedAt !== undefined,
      }));
    },

    async idsOver(now, limit) {
      const documents = await model
        .find({ status: 'published', endsAt: { $lte: now } })
        .select({ _id: 1 })
        .sort({ endsAt: 1 })
        .limit(limit)
        .lean<Pick<EventDocument, '_id'>[]>();
      return documents.map(({ _id }) => _id);
    },

    createIndexes: () => model.createIndexes(),
    countPendingEvents: () => model.countDocuments({ 'pendingEvents.id': { $gt: '' } }),
    countOver: (before) => model.countDocuments({ status: 'published', endsAt: { $lt: before } }),
  });
}
