import { isDuplicateKey, refusedPlaces } from '@ticketlab/service-kit/mongo/errors';
import { type StoredNotification, toNotification } from '../domain/notice.ts';
import type { NotificationStore } from '../usecases/ports.ts';
import type { Collections, NotificationDocument } from './collections.ts';

/** `newId` gives ids in order of time, which is the order of every list. */
export function createMongoNotificationStore(collections: Collections, newId: () => string): NotificationStore {
  const { notifications, indexed, guarded } = collections;

  return guarded<NotificationStore>({
    async insert(notices, now) {
      await indexed();
      const documents: NotificationDocument[] = notices.map(({ userId, source, kind, title, body, link }) => ({
        ...{ _id: newId(), userId, source, kind, title, body, link },
        ...{ read: false, createdAt: now, deliveredAt: null },
      }));
      try {
        await notifications.insertMany(documents, { ordered: false });
        return documents.map(toStored);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const toldBefore = refusedPlaces(error);
        return documents.filter((_, place) => !toldBefore.has(place)).map(toStored);
      }
    },

    async undelivered(source, userIds) {
      const found = notifications.find({ source, deliveredAt: null, userId: among(userIds) });
      return (await found.toArray()).map(toStored);
    },

    async undeliveredSince(userIds, since) {
      const found = notifications
        .find({ createdAt: { $gte: since }, deliveredAt: null, userId: among(userIds) })
        .sort({ userId: 1, _id: 1 });
      return (await found.toArray()).map(toStored);
    },

    async list(userId, { unread, before, after, limit }) {
      const range = {
        ...(before === undefined ? {} : { $lt: before }),
        ...(after === undefined ? {} : { $gt: after }),
      };
      const found = notifications
        .find({ userId, ...unreadFilter(unread), ...(Object.keys(range).length === 0 ? {} : { _id: range }) })
        .sort({ _id: -1 })
        .limit(limit);
      return (await found.toArray()).map(toStored);
    },

    async listAfter(userId, { after, unread, limit }) {
      const found = notifications
        .find({ userId, ...unreadFilter(unread), _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit);
      return (await found.toArray()).map(toStored);
    },

    async findAbout(userId, kind, link) {
      const found = await notifications.findOne({ userId, kind, link }, { sort: { _id: -1 } });
      return found === null ? undefined : toStored(found);
    },

    async listUndelivered(userId, limit) {
      const found = notifications.find({ userId, deliveredAt: null }).sort({ _id: -1 }).limit(limit);
      return (await found.toArray()).map(toStored).reverse();
    },

    countUnread: (userId) => notifications.countDocuments({ userId, read: false }),

    async countUnreadOf(userIds) {
      const counts = await notifications
        .aggregate<{ _id: string; count: number }>([
          { $match: { userId: among(userIds), read: false } },
          { $group: { _id: '$userId', count: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(counts.map(({ _id, count }) => [_id, count]));
    },

    async markDelivered(ids, now) {
      // by nothing but the ids: with a second condition the embedded server reads the whole collection
      await notifications.updateMany({ _id: { $in: ids } }, { $set: { deliveredAt: now } });
    },

    async markRead(userId, id, now) {
      await notifications.updateOne({ _id: id, userId, deliveredAt: null }, { $set: { deliveredAt: now } });
      const found = await notifications.findOneAndUpdate(
        { _id: id, userId },
        { $set: { read: true } },
        { returnDocument: 'after' },
      );
      return found === null ? undefined : toStored(found);
    },

    async markAllRead(userId, now) {
      await notifications.updateMany({ userId, deliveredAt: null }, { $set: { deliveredAt: now } });
      await notifications.updateMany({ userId, read: false }, { $set: { read: true } });
    },

    async removeOf(userId) {
      await notifications.deleteMany({ userId });
    },

    async export(userId) {
      const found = notifications.find({ userId }).sort({ _id: 1 });
      return (await found.toArray()).map(toStored).map(toNotification);
    },
  });
}

/**
 * These people. MongoDB needs only the list. The embedded server has no index for it, reads all documents and compares
 * each to the whole list: the bounds spare it that for most of them.
 */
function among(userIds: string[]) {
  const [first = ''] = userIds;
  const [lowest, highest] = userIds.reduce(
    ([low, high], id) => [id < low ? id : low, id > high ? id : high],
    [first, first],
  );
  return { $gte: lowest, $lte: highest, $in: userIds };
}

function unreadFilter(unread: boolean | undefined): { read?: boolean } {
  return unread === undefined ? {} : { read: !unread };
}

function toStored(document: NotificationDocument): StoredNotification {
  const { _id, createdAt, deliveredAt, userId, source, kind, title, body, link, read } = document;
  return {
    ...{ id: _id, userId, source, kind, title, body, link, read },
    createdAt: createdAt.toISOString(),
    delivered: deliveredAt !== null,
  };
}
