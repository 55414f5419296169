import { expect } from '@jest/globals';
import { createHealth } from '@ticketlab/service-kit/health/health';
import type { Service } from '@ticketlab/service-kit/kit';
import { createPostgres } from '@ticketlab/service-kit/postgres/pool';
import { createLogger } from '@ticketlab/service-kit/telemetry/logger';
import { createMetrics } from '@ticketlab/service-kit/telemetry/metrics';
import { testEnv } from '@ticketlab/testing/env';
import { newId } from '@ticketlab/testing/new-id';
import { createTestDatabase, createTestRedis, type TestTopics } from '@ticketlab/testing/stores';
import { createTestIdentity } from '@ticketlab/testing/tokens';
import { readInvariants } from '../src/adapters/pg-invariants.ts';
import { createTransact } from '../src/adapters/pg-work.ts';
import { parseTicketConfig } from '../src/config.ts';
import type { EventSnapshot, SeatRow } from '../src/domain/inventory.ts';
import { createTicketService } from '../src/service.ts';
import { createSyncInventory } from '../src/usecases/sync-inventory.ts';
import { snapshotOf } from './snapshots.ts';

export interface TierNumbers {
  capacity: number;
  available: number;
  reserved: number;
  sold: number;
}

export type Harness = Awaited<ReturnType<typeof createHarness>>;

/** Stores of their own for one test file, replicas of ticket-service on them, and what the tests look at and set up. */
export async function createHarness(parts: { topics?: TestTopics } = {}) {
  const [database, redis, identity] = await Promise.all([
    createTestDatabase('ticket'),
    createTestRedis(),
    createTestIdentity(),
  ]);
  const metrics = createMetrics('ticket-service', 'test');
  const health = createHealth(metrics);
  const log = createLogger({ service: 'ticket-service', instance: 'test', level: 'silent' });
  const db = createPostgres({ instance: 'test', log, metrics, health }, database.url);
  const transact = createTransact(db);
  const inventory = createSyncInventory({ transact, announcer: { touch: () => undefined } });
  const services: Service[] = [];
  const envOf = (extra: Record<string, string> = {}) => testEnv({ database, redis, identity, ...parts }, extra);

  /** Starts a replica and resolves to its address. */
  async function start(extra: Record<string, string> = {}): Promise<string> {
    const service = createTicketService(parseTicketConfig(envOf(extra)));
    services.push(service);
    const { port } = await service.start();
    return `http://127.0.0.1:${port}`;
  }

  /** Applies what event-service would have published. */
  async function apply(snapshot: EventSnapshot): Promise<EventSnapshot> {
    await inventory.apply(snapshot, { consumer: 'test', eventId: newId() });
    return snapshot;
  }

  return {
    db,
    transact,
    inventory,
    redis,
    identity,
    envOf,
    start,
    apply,

    /** An event with one tier: a capacity, or rows of seats. */
    async sell(places: number | SeatRow[]): Promise<{ eventId: string; tierId: string }> {
      const { id, tiers } = await apply(
        snapshotOf([typeof places === 'number' ? { capacity: places } : { rows: places }]),
      );
      return { eventId: id, tierId: tiers[0]?.id ?? '' };
    },

    async numbers(tierId: string): Promise<TierNumbers> {
      const { rows } = await db.query<TierNumbers>(
        'SELECT capacity, available, reserved, sold FROM tiers WHERE id = $1',
        [tierId],
      );
      if (rows[0] === undefined) throw new Error('no such tier');
      return rows[0];
    },

    /** Types and versions of what one aggregate has announced. */
    async announced(subject: string): Promise<string[]> {
      const { rows } = await db.query<{ line: string }>(
        `SELECT aggregate_version || ' ' || (event ->> 'type') AS line FROM outbox WHERE subject = $1 ORDER BY id`,
        [subject],
      );
      return rows.map(({ line }) => line);
    },

    async expectInvariants(): Promise<void> {
      const { violations } = await readInvariants(db);
      // nothing publishes what tests without Kafka announce
      expect(violations.filter(({ count, invariant }) => count > 0 && invariant !== 'outbox-stuck')).toEqual([]);
      expect(violations.length).toBeGreaterThan(0);
    },

    async close() {
      await Promise.all(services.map((service) => service.close()));
      await db.close();
      health.close();
      await identity.close();
      await redis.stop();
      await database.drop();
    },
  };
}
