import type { Kit } from '@ticketlab/service-kit/kit';
import { z } from 'zod';
import type { EventMetrics } from '../metrics.ts';
import type { ChangeFeed } from '../usecases/ports.ts';

const channel = 'event-service:changes';
const newsSchema = z.tuple([z.string(), z.int()]);

/** Change news over Redis pub/sub. */
export function createRedisChangeFeed(
  { redis, subscriber }: Pick<Kit, 'redis' | 'subscriber'>,
  { feedFailures }: Pick<EventMetrics, 'feedFailures'>,
): ChangeFeed {
  return {
    async announce(id, version) {
      try {
        await redis.publish(channel, JSON.stringify([id, version]));
      } catch {
        feedFailures.inc();
      }
    },
    listen(onChange, onGap) {
      subscriber.subscribe(channel, (message) => onChange(...newsSchema.parse(JSON.parse(message))), onGap);
    },
  };
}
