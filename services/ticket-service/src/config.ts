import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { count, milliseconds, refusing, secret } from '@ticketlab/service-kit/config/settings';
import { retentionShape } from '@ticketlab/service-kit/postgres/retention';
import { z } from 'zod';
import { checkpointNames } from './usecases/ports.ts';

const labKey = 'lab-only-ticket-signing-key';

const shape = {
  ...retentionShape,
  /** The service's own database, ticket_db. */
  DATABASE_URL: z.url().describe('postgres://user:password@host:port/ticket_db'),
  DATABASE_POOL_MAX: count(2, 100).default(10),
  /** What ticket codes are signed with (HMAC-SHA-256). */
  TICKET_SIGNING_KEY: secret(labKey),
  /** The key before the last rotation: tickets that show its codes stay good. */
  TICKET_SIGNING_KEY_PREVIOUS: refusing(
    z.string().min(16).describe('at least 16 random characters').optional(),
    labKey,
  ),
  /**
   * How many batches of orders run at once: each takes up the tiers of its share, and a connection. More lanes mean less
   * waiting for other tiers, fewer mean larger batches.
   */
  RESERVATION_LANES: count(1, 50).default(4),
  /** Most orders that one statement decides. */
  RESERVATION_BATCH_MAX: count(1, 1_000).default(200),
  /** How old the numbers of availability and seat map may be. */
  AVAILABILITY_CACHE_MS: milliseconds(0, 10_000).default(150),
  /** The shortest time between two availability-changed of one event. */
  AVAILABILITY_EVENT_MS: milliseconds(10, 60_000).default(500),
  /** How often changes that nobody announced, because their process ended, are looked for. */
  AVAILABILITY_RECOVER_MS: milliseconds(10, 3_600_000).default(30_000),
  /** How far past its expiry a reservation must be before order-service is asked about it; then between two questions. */
  ORPHAN_MARGIN_MS: milliseconds(10, 86_400_000).default(60_000),
  /** How often such reservations are looked for. */
  ORPHAN_SWEEP_MS: milliseconds(10, 3_600_000).default(15_000),
  /** Days that a released reservation, tombstones included, is kept. */
  RESERVATION_RETENTION_DAYS: count(1, 3_650).default(30),
  /** LAB: the place where the process kills itself (tests). Needs LAB_MODE=on. */
  CRASH_AT: z.enum(checkpointNames).optional(),
};

export type TicketConfig = ReturnType<typeof parseTicketConfig>;

/** @throws {ConfigError} naming every wrong variable */
export function parseTicketConfig(env?: NodeJS.ProcessEnv) {
  return parseConfig(shape, env);
}
