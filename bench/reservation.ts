import { createHealth } from '@ticketlab/service-kit/health/health';
import { createPostgres, type Postgres } from '@ticketlab/service-kit/postgres/pool';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { createLogger } from '@ticketlab/service-kit/telemetry/logger';
import { createMetrics } from '@ticketlab/service-kit/telemetry/metrics';
import type { NewReservation } from '../services/ticket-service/src/domain/reservation.ts';
import { cpuMicrosOfFamily, ownCpuMicros } from './cpu-time.ts';
import { type BenchOptions, createReport, quantile, type Report } from './report.ts';
import { fiveRoundTrips, groupCommit, inTurn, oneStatement, type Way } from './reservation-ways.ts';
import { startTemporaryPostgres } from './temporary-postgres.ts';

export const about = 'last-seats rush on one tier and spread over a thousand: five round trips, one statement, ours';

const buyersAtOnce = 100; // what order-service has in flight at most, per replica
const orders = 4_000;
const places = orders / 2;
const poolMax = 10; // the service's default
const minSeconds = 1;
const scenarios = { 'one hot tier': 1, 'a thousand tiers': 1_000 };

/** Twice as many orders as places, for one tier or spread over many. Exact counts are checked after every rush. */
export async function run({ rounds }: BenchOptions): Promise<Report> {
  const postgres = await startTemporaryPostgres('ticket-service');
  const report = createReport();
  const pools: Postgres[] = [];
  const connect = () => {
    const db = connectPool(postgres.url);
    pools.push(db);
    return db;
  };
  const db = connect();
  const ways: Record<string, Way> = {
    'five round trips': fiveRoundTrips(connect()),
    'one statement': oneStatement(connect()),
    ours: groupCommit(connect()),
    'ours, two replicas': inTurn([groupCommit(connect()), groupCommit(connect())]),
  };
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const [scenario, tiers] of Object.entries(scenarios)) {
        for (const [name, way] of Object.entries(ways)) {
          const numbers = await measure(db, way, tiers, postgres.pid);
          if (round > 0) report.add(scenario, name, numbers); // the first one warms up
          console.error(
            `round ${round}/${rounds}, ${scenario}, ${name}: ${numbers['orders/s']?.toFixed(0) ?? ''} orders/s`,
          );
        }
      }
    }
  } finally {
    for (const pool of pools) await pool.close();
    await postgres.close();
  }
  judge(report);
  return report;
}

function judge(report: Report): void {
  const hot = 'one hot tier';
  const overOne = report.ratio(hot, 'orders/s', 'ours', 'one statement').median;
  const overFive = report.ratio(hot, 'orders/s', 'ours', 'five round trips').median;
  report.ratio(hot, 'orders/s', 'ours, two replicas', 'one statement');
  report.ratio('a thousand tiers', 'orders/s', 'ours', 'one statement');
  report.ratio('a thousand tiers', 'orders/s', 'ours', 'five round trips');
  report.goal('hot tier, times the one-statement way', overOne, { atLeast: 5 });
  report.goal('hot tier, times the five-trip way', overFive, { atLeast: 10 });
}

/** Repeats the rush until it has lasted long enough that a hiccup of the machine does not decide. */
async function measure(
  db: Postgres,
  way: Way,
  tierCount: number,
  postgresPid: number,
): Promise<Record<string, number>> {
  const latencies: number[] = [];
  let seconds = 0;
  let own = 0;
  let postgres = 0;
  while (seconds < minSeconds) {
    const pending = await prepare(db, tierCount);
    const cpu = { own: ownCpuMicros(), postgres: cpuMicrosOfFamily(postgresPid) };
    const begun = performance.now();
    const reserved = await rush(way, pending, latencies);
    seconds += (performance.now() - begun) / 1_000;
    own += ownCpuMicros() - cpu.own;
    postgres += cpuMicrosOfFamily(postgresPid) - cpu.postgres;
    await assertExact(db, reserved);
  }
  const count = latencies.length;
  latencies.sort((a, b) => a - b);
  return {
    'orders/s': count / seconds,
    'p50 ms': quantile(latencies, 0.5),
    'p99 ms': quantile(latencies, 0.99),
    'node µs/order': own / count,
    'postgres µs/order': postgres / count,
  };
}

/** Resolves to the number of orders that got their place; adds the milliseconds that each took to `latencies`. */
async function rush(way: Way, pending: NewReservation[], latencies: number[]): Promise<number> {
  let reserved = 0;
  const buy = async () => {
    for (let order = pending.pop(); order !== undefined; order = pending.pop()) {
      const begun = performance.now();
      if (await way(order)) reserved += 1;
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: buyersAtOnce }, buy));
  return reserved;
}

/** Empty tables, the tiers, and the orders in a random sequence. */
async function prepare(db: Postgres, tierCount: number): Promise<NewReservation[]> {
  const newId = () => uuidv7(Date.now());
  const eventId = newId();
  const tierIds = Array.from({ length: tierCount }, newId);
  await db.query('TRUNCATE outbox, tickets, reservations, seats, tiers, events');
  await db.query(`INSERT INTO events (id, version, status, title) VALUES ($1, 1, 'published', 'a rush')`, [eventId]);
  await db.query(
    `INSERT INTO tiers (id, event_id, kind, name, position, listed, on_sale, wanted_capacity, capacity, available)
     SELECT id, $1, 'general', 'tier', 0, true, true, $3, $3, $3 FROM unnest($2::uuid[]) AS id`,
    [eventId, tierIds, places / tierCount],
  );
  await db.query('CHECKPOINT');
  const expiresAt = new Date(Date.now() + 600_000);
  const wanted = Array.from({ length: orders }, (_, index) => ({
    ...{ orderId: newId(), eventId, userId: newId(), expiresAt },
    lines: [{ tierId: tierIds[index % tierCount] ?? '', quantity: 1, seatIds: [] }],
  }));
  return wanted
    .map((order) => ({ order, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ order }) => order);
}

async function assertExact(db: Postgres, reserved: number): Promise<void> {
  const { rows } = await db.query<{ counts: number[] }>(
    `SELECT ARRAY[(SELECT sum(reserved) FROM tiers), (SELECT sum(capacity - available) FROM tiers),
                  (SELECT count(*) FROM reservations), (SELECT count(*) FROM outbox)]::int[] AS counts`,
  );
  const counts = [reserved, ...(rows[0]?.counts ?? [])];
  if (counts.some((count) => count !== places)) throw new Error(`${places} places, counted ${counts.join(', ')}`);
}

function connectPool(url: string): Postgres {
  const metrics = createMetrics('ticket-service', 'bench');
  const health = createHealth(metrics);
  health.close();
  const log = createLogger({ service: 'ticket-service', instance: 'bench', level: 'silent' });
  return createPostgres({ instance: 'bench', log, metrics, health }, url, { max: poolMax });
}
