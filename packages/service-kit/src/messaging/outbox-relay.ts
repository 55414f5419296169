import type pg from 'pg';
import type { Kit, Worker } from '../kit.ts';
import type { Postgres } from '../postgres/pool.ts';
import { logEvent } from '../telemetry/log-events.ts';
import type { Logger } from '../telemetry/logger.ts';
import { cloudEventHeaders, type StoredEvent, toCloudEvent } from './events.ts';
import type { Kafka } from './kafka.ts';
import { outboxChannel } from './outbox.ts';
import { createPublisher, type OutgoingMessage, type Publisher } from './publisher.ts';
import { scrapedGauge } from './scraped-gauge.ts';
import { backoff, createWake, pause } from './waking.ts';

const lockKey = 7_249_017;
const batchSize = 200;
const pollMs = 1_000;

export const nextUnpublished = `SELECT id, topic, subject, event FROM outbox
  WHERE published_at IS NULL ORDER BY id LIMIT $1`;

export const unpublishedFigures = `SELECT count(*) AS pending,
    coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS oldest
  FROM outbox WHERE published_at IS NULL`;

interface OutboxRow {
  id: number;
  topic: string;
  subject: string;
  event: StoredEvent;
}

/**
 * Publishes the outbox to Kafka, in order per aggregate, at least once. Of all replicas the one that holds the advisory
 * lock works; lock, LISTEN and queries share one connection, so whoever loses it has lost the lock too and stops.
 * An outage of Kafka or PostgreSQL is waited out.
 */
export function createOutboxRelay(kit: Pick<Kit, 'name' | 'log' | 'metrics'>, db: Postgres, kafka: Kafka): Worker {
  const stopping = new AbortController();
  const publisher = createPublisher(kafka);
  let running: Promise<void> | undefined;
  measureOutbox(kit, db);

  async function run(): Promise<void> {
    const stalled = createPatience(kit.log, stopping.signal);
    while (!stopping.signal.aborted) {
      try {
        await lead(kit, db, { prefix: kafka.prefix, publisher, stalled, stop: stopping.signal });
      } catch (error) {
        await stalled.after(error);
      }
    }
  }

  return {
    name: 'outbox-relay',
    start: () => {
      running = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await running;
      await publisher.close();
    },
  };
}

interface Patience {
  after(error: unknown): Promise<void>;
  reset(): void;
}

/** Waits longer after each failure in a row. */
function createPatience(log: Logger, stop: AbortSignal): Patience {
  let failures = 0;
  return {
    async after(error) {
      failures += 1;
      if (failures === 1) logEvent(log, 'outbox-stalled', { err: error });
      await pause(backoff(failures, 100, 2_000), stop);
    },
    reset: () => (failures = 0),
  };
}

/** Waits for the lock, then publishes until stopped. Throws when the connection is lost; Kafka's absence is waited out. */
async function lead(
  kit: Pick<Kit, 'name' | 'log'>,
  db: Postgres,
  run: { prefix: string; publisher: Publisher; stalled: Patience; stop: AbortSignal },
): Promise<void> {
  const client = await db.connectDedicated();
  const work = createWake();
  client.on('notification', work.wake);
  client.on('end', work.wake);
  try {
    if (!(await acquireLock(client, run.stop))) return;
    await client.query(`LISTEN ${outboxChannel}`);
    logEvent(kit.log, 'outbox-leading');
    while (!run.stop.aborted) {
      const rows = await readBatch(client);
      try {
        await run.publisher.publish(rows.map((row) => toMessage(row, kit.name, run.prefix)));
      } catch (error) {
        await run.stalled.after(error);
        continue; // the next read proves that connection and lock are still there
      }
      await markPublished(client, rows);
      run.stalled.reset();
      if (rows.length < batchSize) await work.wait(pollMs, run.stop);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function acquireLock(client: pg.Client, stop: AbortSignal): Promise<boolean> {
  while (!stop.aborted) {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [lockKey]);
    if (rows[0]?.locked === true) return true;
    await pause(pollMs, stop);
  }
  return false;
}

async function readBatch(client: pg.Client): Promise<OutboxRow[]> {
  // always from the lowest unpublished id: ids are given before commits, so behind a cursor a late commit would be missed
  const { rows } = await client.query<OutboxRow>({
    name: 'outbox-next',
    text: nextUnpublished,
    values: [batchSize],
  });
  return rows;
}

function toMessage({ topic, subject, event }: OutboxRow, service: string, prefix: string): OutgoingMessage {
  return { topic: prefix + topic, key: subject, value: toCloudEvent(event, service), headers: cloudEventHeaders };
}

async function markPublished(client: pg.Client, rows: OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'outbox-mark',
    text: 'UPDATE outbox SET published_at = now() WHERE id = ANY($1)',
    values: [rows.map(({ id }) => id)],
  });
}

function measureOutbox(kit: Pick<Kit, 'metrics'>, db: Postgres): void {
  const read = async () => {
    const { rows } = await db.query<{ pending: number; oldest: number }>({
      name: 'outbox-measure',
      text: unpublishedFigures,
    });
    return rows[0] ?? { pending: 0, oldest: 0 };
  };
  scrapedGauge(kit.metrics, 'outbox_pending', 'Events not yet published', [], async () => [
    { labels: {}, value: (await read()).pending },
  ]);
  scrapedGauge(kit.metrics, 'outbox_oldest_age_seconds', 'Age of the oldest event not yet published', [], async () => [
    { labels: {}, value: (await read()).oldest },
  ]);
}
