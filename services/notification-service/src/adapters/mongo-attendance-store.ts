import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { AttendanceStore } from '../usecases/ports.ts';
import type { Collections } from './collections.ts';

/** Writes only where the stored version is older: an upsert that finds a newer one fails on the id, which is right. */
export function createMongoAttendanceStore(collections: Collections, clock: () => Date): AttendanceStore {
  const { attendances, events, guarded } = collections;

  async function unlessOlder(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  return guarded<AttendanceStore>({
    record: ({ orderId, eventId, userId, until, version }) =>
      unlessOlder(() =>
        attendances.updateOne(
          { _id: orderId, version: { $lt: version } },
          { $set: { eventId, userId, until, version, changedAt: clock() } },
          { upsert: true },
        ),
      ),

    async find(orderId) {
      const found = await attendances.findOne({ _id: orderId });
      if (found === null) return undefined;
      const { eventId, userId, until, version } = found;
      return { orderId, eventId, userId, until, version };
    },

    async holders(eventId, at, after, limit) {
      const rows = await attendances
        .find({
          eventId,
          ...(after === null ? {} : { userId: { $gt: after } }),
          $or: [{ until: null }, { until: { $gte: at } }],
        })
        .project<{ userId: string }>({ userId: 1 })
        .sort({ userId: 1 })
        .limit(limit)
        .toArray();
      const ids = [...new Set(rows.map(({ userId }) => userId))];
      return { ids, next: rows.length < limit ? null : (ids.at(-1) ?? null) };
    },

    async removeOfEvent(eventId) {
      await attendances.deleteMany({ eventId });
    },

    async removeOf(userId) {
      await attendances.deleteMany({ userId });
    },

    async export(userId) {
      const rows = await attendances.find({ userId }).toArray();
      return rows.map(({ _id, eventId }) => ({ orderId: _id, eventId }));
    },

    async findEvent(eventId) {
      const found = await events.findOne({ _id: eventId });
      if (found === null) return undefined;
      const { _id: id, version, title, startsAt, endsAt, venue } = found;
      return { id, version, title, startsAt, endsAt, venue };
    },

    putEvent: ({ id, version, ...event }) =>
      unlessOlder(() =>
        events.updateOne(
          { _id: id, version: { $lt: version } },
          { $set: { ...event, version, changedAt: clock() } },
          { upsert: true },
        ),
      ),

    async removeEvent(eventId) {
      await events.deleteOne({ _id: eventId });
    },
  });
}
