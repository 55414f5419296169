import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { Fanout } from '../domain/fanout.ts';
import type { FanoutStore } from '../usecases/ports.ts';
import type { Collections, FanoutDocument } from './collections.ts';

export function createMongoFanoutStore({ fanouts, indexed, guarded }: Collections): FanoutStore {
  return guarded<FanoutStore>({
    async add({ id, notice, audience }, key, now) {
      await indexed();
      try {
        await fanouts.insertOne({
          ...{ _id: id, notice, audience },
          ...{ cursor: null, recipients: 0, state: 'running', createdAt: now, leaseUntil: now },
          ...(key === null ? {} : { key }),
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const found = await fanouts.findOne(key === null ? { _id: id } : { key });
      if (found === null) throw new Error(`fan-out ${id} vanished`);
      return toFanout(found);
    },

    async find(id) {
      const found = await fanouts.findOne({ _id: id });
      return found === null ? undefined : toFanout(found);
    },

    async findByKey(key) {
      const found = await fanouts.findOne({ key });
      return found === null ? undefined : toFanout(found);
    },

    async take(now, leaseUntil) {
      const taken = await fanouts.findOneAndUpdate(
        { state: 'running', leaseUntil: { $lte: now } },
        { $set: { leaseUntil } },
        { sort: { leaseUntil: 1 } },
      );
      return taken === null ? undefined : toFanout(taken);
    },

    async advance({ id, cursor }, { recipients, next, leaseUntil }) {
      const { matchedCount } = await fanouts.updateOne(
        { _id: id, state: 'running', cursor },
        {
          $set: next === null ? { state: 'done', leaseUntil } : { cursor: next, leaseUntil },
          $inc: { recipients },
        },
      );
      return matchedCount === 1;
    },
  });
}

function toFanout({ _id, notice, audience, cursor, recipients, state }: FanoutDocument): Fanout {
  return { id: _id, notice, audience, cursor, recipients, state };
}
