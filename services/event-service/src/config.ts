import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { count, milliseconds } from '@ticketlab/service-kit/config/settings';
import { z } from 'zod';

export type EventConfig = ReturnType<typeof parseEventConfig>;

/** What event-service reads from the environment beside the settings of every service. */
export function parseEventConfig(env: NodeJS.ProcessEnv = process.env) {
  return parseConfig(
    {
      /** The service's own database. */
      MONGODB_URL: z.url().default('mongodb://127.0.0.1:27117/event_db').describe('mongodb://host:port/event_db'),
      /** How long an event stays in the Redis cache, and so how long a lost invalidation could go unnoticed at worst. */
      CACHE_TTL_MS: milliseconds(1_000).default(60_000),
      /** How often a replica asks MongoDB for changes it was not told of. */
      CATALOGUE_POLL_MS: milliseconds(50, 60_000).default(1_000),
      /** How often published events that are over are looked for. */
      FINISH_EVERY_MS: milliseconds(50).default(10_000),
      /** How long a deleted draft is kept as a mark, in hours. Longer than any replica may be cut off from MongoDB. */
      DELETED_RETENTION_HOURS: count(1, 8_760).default(24),
    },
    env,
  );
}
