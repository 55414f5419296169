import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { MailQueue } from '../usecases/ports.ts';
import type { Collections } from './collections.ts';

export function createMongoMailQueue({ mails, guarded }: Collections): MailQueue {
  return guarded<MailQueue>({
    async add(added, now) {
      if (added.length === 0) return;
      const documents = added.map(({ id, userId, to, subject, text }) => ({
        ...{ _id: id, userId, to, subject, text },
        ...{ attempts: 0, state: 'pending' as const, dueAt: now, createdAt: now, finishedAt: null },
      }));
      try {
        await mails.insertMany(documents, { ordered: false });
      } catch (error) {
        // queued before
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async take(now, leaseUntil) {
      const taken = await mails.findOneAndUpdate(
        { state: 'pending', dueAt: { $lte: now } },
        { $set: { dueAt: leaseUntil } },
        { sort: { dueAt: 1 }, returnDocument: 'before' },
      );
      if (taken === null) return undefined;
      const { _id: id, userId, to, subject, text, attempts, createdAt } = taken;
      return { id, userId, to, subject, text, attempts, createdAt };
    },

    async finish(id, outcome, now) {
      await mails.updateOne({ _id: id }, { $set: { state: outcome, finishedAt: now, to: null, text: '' } });
    },

    async postpone(id, until) {
      await mails.updateOne({ _id: id, state: 'pending' }, { $set: { dueAt: until }, $inc: { attempts: 1 } });
    },

    countFailed: () => mails.countDocuments({ state: 'failed' }),
    countPending: () => mails.countDocuments({ state: 'pending' }),

    async idsOf(userId) {
      const found = await mails.find({ userId }, { projection: { _id: 1 } }).toArray();
      return found.map(({ _id }) => _id);
    },

    async removeOf(userId) {
      await mails.deleteMany({ userId });
    },

    async export(userId) {
      const found = await mails.find({ userId }).sort({ createdAt: 1 }).toArray();
      return found.map(({ subject, state, createdAt }) => ({ subject, state, createdAt: createdAt.toISOString() }));
    },
  });
}
