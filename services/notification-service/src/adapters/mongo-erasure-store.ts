import type { ErasureStore } from '../usecases/ports.ts';
import type { Collections } from './collections.ts';

export function createMongoErasureStore({ erasures, guarded }: Collections): ErasureStore {
  return guarded<ErasureStore>({
    async record(userId, now) {
      await erasures.updateOne({ _id: userId }, { $setOnInsert: { at: now } }, { upsert: true });
    },
    async erasedOf(userIds) {
      const found = await erasures.find({ _id: { $in: userIds } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },
  });
}
