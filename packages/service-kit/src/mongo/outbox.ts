import type { Kit, Worker } from '../kit.ts';
import { cloudEventHeaders, toCloudEvent } from '../messaging/events.ts';
import type { Kafka } from '../messaging/kafka.ts';
import { createPublisher } from '../messaging/publisher.ts';
import { scrapedGauge } from '../messaging/scraped-gauge.ts';
import { backoff, createWake, pause } from '../messaging/waking.ts';
import { logEvent } from '../telemetry/log-events.ts';
import type { Mongo } from './connect.ts';
import { createLease } from './lease.ts';
import { parsePendingEvent, type PendingEvent } from './pending-events.ts';

export interface MongoRelay extends Worker {
  /** Call after a write with pending events, so that they need not wait for the next poll. */
  wake: () => void;
}

interface Holder {
  _id: unknown;
  pendingEvents: PendingEvent[];
}

const batchSize = 100;
const pollMs = 500;
const leaseMs = 10_000;
// any id is greater than the empty text; unlike $exists this uses the index
const hasPending = { 'pendingEvents.id': { $gt: '' } };

/**
 * Publishes the pending events inside the documents of `collections`, in order per document, at least once, and removes
 * them. Of all replicas the holder of a lease in Redis works; an outage of Kafka, MongoDB or Redis is waited out.
 */
export function createMongoRelay(
  kit: Pick<Kit, 'name' | 'instance' | 'log' | 'metrics' | 'redis'>,
  mongo: Mongo,
  kafka: Kafka,
  options: { collections: string[] },
): MongoRelay {
  const stopping = new AbortController();
  const work = createWake();
  const publisher = createPublisher(kafka);
  const lease = createLease(kit.redis, `lease:outbox:${kit.name}`, kit.instance, leaseMs);
  let running: Promise<void> | undefined;
  measurePending(kit, mongo, options.collections);

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        const published = await publishRound();
        failures = 0;
        if (!published) await work.wait(pollMs, stopping.signal);
      } catch (error) {
        failures += 1;
        if (failures === 1) logEvent(kit.log, 'outbox-stalled', { err: error });
        await pause(backoff(failures, 100, 2_000), stopping.signal);
      }
    }
  }

  /** False when there is nothing more to do for now. */
  async function publishRound(): Promise<boolean> {
    let full = false;
    for (const name of options.collections) {
      if (!(await lease.hold())) return false;
      const collection = mongo.connection.collection<Holder>(name);
      const holders = await collection
        .find(hasPending, { projection: { pendingEvents: 1 } })
        .sort({ 'pendingEvents.id': 1 })
        .limit(batchSize)
        .toArray();
      if (holders.length === 0) continue;
      await publisher.publish(
        holders
          .flatMap(({ pendingEvents }) => pendingEvents)
          .map((pending) => ({
            topic: kafka.prefix + pending.topic,
            key: pending.subject,
            value: toCloudEvent(parsePendingEvent(pending), kit.name),
            headers: cloudEventHeaders,
          })),
      );
      await collection.bulkWrite(
        holders.map(({ _id, pendingEvents }) => ({
          updateOne: {
            filter: { _id },
            update: { $pull: { pendingEvents: { id: { $in: pendingEvents.map(({ id }) => id) } } } },
          },
        })),
        { ordered: false },
      );
      full ||= holders.length === batchSize;
    }
    return full;
  }

  return {
    name: 'outbox-relay',
    wake: work.wake,
    start: () => {
      running = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await running;
      await lease.release().catch(() => undefined);
      await publisher.close();
    },
  };
}

function measurePending(kit: Pick<Kit, 'metrics'>, mongo: Mongo, collections: string[]): void {
  const pendingIds = async () => {
    const holders = await Promise.all(
      collections.map((name) =>
        mongo.connection
          .collection<Holder>(name)
          .find(hasPending, { projection: { 'pendingEvents.id': 1 } })
          .toArray(),
      ),
    );
    return holders.flat().flatMap(({ pendingEvents }) => pendingEvents.map(({ id }) => id));
  };
  scrapedGauge(kit.metrics, 'outbox_pending', 'Events not yet published', [], async () => [
    { labels: {}, value: (await pendingIds()).length },
  ]);
  scrapedGauge(kit.metrics, 'outbox_oldest_age_seconds', 'Age of the oldest event not yet published', [], async () => {
    const times = (await pendingIds()).map(timeOfId);
    return [{ labels: {}, value: times.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...times)) / 1_000 }];
  });
}

/** The Unix milliseconds that a UUIDv7 begins with. */
function timeOfId(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
