import { count, milliseconds } from '@ticketlab/service-kit/config/settings';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { retentionShape } from '@ticketlab/service-kit/postgres/retention';
import { z } from 'zod';
import { checkpointNames } from './usecases/ports.ts';

const shape = {
  ...retentionShape,
  /** The service's own database, order_db. */
  DATABASE_URL: z.url().describe('postgres://user:password@host:port/order_db'),
  DATABASE_POOL_MAX: count(2, 100).default(10),
  /** How long a reservation waits for its payment. */
  RESERVATION_TTL_MS: milliseconds(100, 86_400_000).default(600_000),
  /** How long POST /api/orders waits for ticket-service before it answers 202. */
  DECISION_MS: milliseconds(50, 60_000).default(5_000),
  /** How long whoever wrote down a call to ticket-service has to make it, before a sweeper does; then between its tries. */
  WORK_DUE_MS: milliseconds(50, 600_000).default(5_000),
  /** How often the sweepers look for expired orders, cancelled events and calls that are due. */
  SWEEP_EVERY_MS: milliseconds(10, 60_000).default(1_000),
  /** How many calls to ticket-service the sweepers and consumers have in flight at once. */
  WORK_CONCURRENCY: count(1, 100).default(8),
  /** How often the invariants of the whole system are checked, by one replica at a time. */
  RECONCILE_EVERY_MS: milliseconds(100, 3_600_000).default(30_000),
  /** How long something must look wrong before it counts as a violation: sagas in flight look wrong for a moment. */
  RECONCILE_GRACE_MS: milliseconds(0, 3_600_000).default(60_000),
  /** LAB: the place in the saga where the process kills itself (tests). Needs LAB_MODE=on. */
  CRASH_AT: z.enum(checkpointNames).optional(),
};

export type OrderConfig = ReturnType<typeof parseOrderConfig>;

/** @throws {ConfigError} naming every wrong variable */
export function parseOrderConfig(env?: NodeJS.ProcessEnv) {
  return parseConfig(shape, env);
}
