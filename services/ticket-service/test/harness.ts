import { expect } from '@jest/globals';
import type { Reservation } from '@ticketlab/contracts/internal/tickets';
import { createHealth } from '@ticketlab/service-kit/health/health';
import type { Service } from '@ticketlab/service-kit/kit';
import { createPostgres } from '@ticketlab/service-kit/postgres/pool';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { createLogger } from '@ticketlab/service-kit/telemetry/logger';
import { createMetrics } from '@ticketlab/service-kit/telemetry/metrics';
import { testEnv } from '@ticketlab/testing/env';
import { createTestDatabase, createTestRedis, type TestTopics } from '@ticketlab/testing/stores';
import { createServiceToken, createTestIdentity } from '@ticketlab/testing/tokens';
import { readInvariants } from '../src/adapters/pg-invariants.ts';
import { createTransact } from '../src/adapters/pg-work.ts';
import { parseTicketConfig } from '../src/config.ts';
import type { EventSnapshot, SeatRow } from '../src/domain/inventory.ts';
import type { Line } from '../src/domain/reservation.ts';
import { createTicketService } from '../src/service.ts';
import { createSyncInventory } from '../src/usecases/sync-inventory.ts';

export const newId = () => uuidv7(Date.now());
export const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
export const serviceToken = createServiceToken('order-service', 'ticket-service');

export interface Answer<Body> {
  status: number;
  body: Body;
  headers: Headers;
}

interface CallOptions {
  /** Default: the token of order-service. */
  token?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
}

/** JSON in, JSON out. */
export async function call<Body = { type: string; detail: string }>(
  url: string,
  method: string,
  path: string,
  { token = serviceToken, body, headers = {} }: CallOptions = {},
): Promise<Answer<Body>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: (isJson ? JSON.parse(text) : text) as Body, headers: response.headers };
}

export interface Order {
  orderId: string;
  eventId: string;
  userId: string;
  lines: Line[];
  expiresAt: string;
}

export function orderOf(
  eventId: string,
  lines: (Partial<Line> & { tierId: string })[],
  more: Partial<Order> = {},
): Order {
  return {
    orderId: newId(),
    eventId,
    userId: newId(),
    lines: lines.map(({ tierId, quantity, seatIds = [] }) => ({
      tierId,
      quantity: quantity ?? Math.max(1, seatIds.length),
      seatIds,
    })),
    expiresAt: inMinutes(10).toISOString(),
    ...more,
  };
}

export type ReserveAnswer = Answer<Reservation & { type: string; detail: string }>;

export function reserve(url: string, { orderId, ...body }: Order): Promise<ReserveAnswer> {
  return call(url, 'PUT', `/internal/reservations/${orderId}`, { body });
}

export function act(url: string, orderId: string, action: 'commit' | 'release'): Promise<ReserveAnswer> {
  const body = action === 'release' ? { reason: 'expired' } : {};
  return call(url, 'POST', `/internal/reservations/${orderId}/${action}`, { body });
}

export interface TierNumbers {
  capacity: number;
  available: number;
  reserved: number;
  sold: number;
}

type WantedTier = { id?: string; capacity: number } | { id?: string; rows: SeatRow[] };

/** What event-service would say of a published event with these tiers. */
export function snapshotOf(tiers: WantedTier[], more: Partial<EventSnapshot> = {}): EventSnapshot {
  return {
    id: newId(),
    version: 1,
    status: 'published',
    title: 'An evening of tests',
    startsAt: inMinutes(60 * 24 * 30),
    venueName: 'The Harness',
    tiers: tiers.map((tier, position) => ({
      id: tier.id ?? newId(),
      kind: 'rows' in tier ? 'seated' : 'general',
      name: `Tier ${position}`,
      position,
      capacity: 'rows' in tier ? tier.rows.reduce((sum, { seats }) => sum + seats, 0) : tier.capacity,
      rows: 'rows' in tier ? tier.rows : [],
    })),
    ...more,
  };
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
