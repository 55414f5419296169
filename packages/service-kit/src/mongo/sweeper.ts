import type { Kit, Worker } from '../kit.ts';
import { pause } from '../messaging/waking.ts';
import type { Mongo } from './connect.ts';

/** Documents whose date in `field` is older than `hours` go. Give `field` an index. */
export interface SweepRule {
  collection: string;
  field: string;
  hours: number;
}

const sweepEveryMs = 600_000;

/** Deletes what is past its time, now and every ten minutes, because the embedded server ignores expiring indexes. */
export function createMongoSweeper(kit: Pick<Kit, 'log' | 'clock'>, mongo: Mongo, rules: SweepRule[]): Worker {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sweepDocuments(mongo, rules, kit.clock()).catch((error: unknown) => {
        kit.log.warn({ err: error }, 'retention sweep failed');
      });
      await pause(sweepEveryMs, stopping.signal);
    }
  }

  return {
    name: 'retention',
    start: () => {
      running = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** One round; resolves to the number of documents deleted for each rule. */
export async function sweepDocuments(mongo: Mongo, rules: SweepRule[], now: Date): Promise<number[]> {
  return Promise.all(
    rules.map(async ({ collection, field, hours }) => {
      const until = new Date(now.getTime() - hours * 3_600_000);
      const { deletedCount } = await mongo.connection.collection(collection).deleteMany({ [field]: { $lt: until } });
      return deletedCount;
    }),
  );
}
