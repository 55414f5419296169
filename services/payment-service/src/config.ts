import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { count, milliseconds } from '@ticketlab/service-kit/config/settings';
import { retentionShape } from '@ticketlab/service-kit/postgres/retention';
import { z } from 'zod';
import { checkpointNames } from './usecases/ports.ts';

const shape = {
  ...retentionShape,
  /** The service's own database, payment_db. The simulated provider keeps its books there too, in a schema of its own. */
  DATABASE_URL: z.url().describe('postgres://user:password@host:port/payment_db'),
  DATABASE_POOL_MAX: count(2, 100).default(10),
  /** How long a call to the provider may take; after that its outcome is unknown and POST /api/payments answers 202. */
  PROVIDER_TIMEOUT_MS: milliseconds(50, 60_000).default(2_000),
  /** How long after it was sent the provider may still book a charge: what it does not know then is voided there. */
  PROVIDER_ACCEPTANCE_WINDOW_MS: milliseconds(0, 3_600_000).default(30_000),
  /** LAB: how long the simulated provider takes to answer. */
  PROVIDER_LATENCY_MS: milliseconds(0, 60_000).default(30),
  /** LAB: how long the simulated provider takes to confirm the test card for slow confirmation. */
  PROVIDER_SLOW_MS: milliseconds(0, 600_000).default(3_000),
  /** How long whoever wrote down a call to the provider has to make it, before the resolver does. */
  WORK_DUE_MS: milliseconds(50, 600_000).default(3_000),
  /** Between the resolver's tries; doubles with each. */
  WORK_RETRY_MS: milliseconds(10, 600_000).default(500),
  /** How often the resolver looks for payments without a decision and for refunds. */
  SWEEP_EVERY_MS: milliseconds(10, 60_000).default(500),
  /** Payments that changed within this time may differ from the provider's books: they are on their way. */
  BOOKS_GRACE_MS: milliseconds(0, 3_600_000).default(60_000),
  /** LAB: the place where the process kills itself (tests). Needs LAB_MODE=on. */
  CRASH_AT: z.enum(checkpointNames).optional(),
};

export type PaymentConfig = ReturnType<typeof parsePaymentConfig>;

/** @throws {ConfigError} naming every wrong variable */
export function parsePaymentConfig(env?: NodeJS.ProcessEnv) {
  return parseConfig(shape, env);
}
