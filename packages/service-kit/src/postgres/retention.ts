import type { Kit, Worker } from '../kit.ts';
import { count } from '../config/settings.ts';
import { pause } from '../messaging/waking.ts';
import type { Postgres } from './pool.ts';

/** Settings of every service with an outbox or inbox in PostgreSQL. */
export const retentionShape = {
  /** Hours that a published outbox row is kept. */
  OUTBOX_RETENTION_HOURS: count(1, 8_760).default(72),
  /** Hours that an event id is remembered: longer than the topics keep events, which could come again until then. */
  INBOX_RETENTION_HOURS: count(1, 8_760).default(336),
};

interface RetentionConfig {
  OUTBOX_RETENTION_HOURS: number;
  INBOX_RETENTION_HOURS: number;
}

const sweepEveryMs = 600_000;
const batchSize = 1_000;

/** Deletes published outbox rows, inbox rows and idempotency keys (24 h) past their time, now and every ten minutes. */
export function createRetention(kit: Pick<Kit, 'log'>, db: Postgres, config: RetentionConfig): Worker {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sweepExpired(db, config, stopping.signal).catch((error: unknown) => {
        kit.log.warn({ err: error }, 'retention sweep failed');
      });
      await pause(sweepEveryMs, stopping.signal);
    }
  }

  return {
    name: 'retention',
    start: () => {
      running = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

const ages = { outbox: 'published_at', inbox: 'received_at', idempotency_keys: 'created_at' } as const;
const sweptTables = ['outbox', 'inbox', 'idempotency_keys'] as const;

/** The statement that deletes a batch of what is older than so many hours. */
export function deleteBatch(table: (typeof sweptTables)[number]): string {
  return `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM ${table} WHERE ${ages[table]} < now() - $1 * interval '1 hour'
    ORDER BY ${ages[table]} LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
}

/** One round; resolves to the rows deleted of each table that the service has. */
export async function sweepExpired(
  db: Postgres,
  config: RetentionConfig,
  stop?: AbortSignal,
): Promise<Record<string, number>> {
  const hoursOf = {
    outbox: config.OUTBOX_RETENTION_HOURS,
    inbox: config.INBOX_RETENTION_HOURS,
    idempotency_keys: 24,
  };
  const deleted: Record<string, number> = {};
  for (const table of sweptTables) {
    const hours = hoursOf[table];
    const { rows } = await db.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table]);
    if (rows[0]?.there !== true) continue;
    let batch: number;
    do {
      const result = await db.query(deleteBatch(table), [hours]);
      batch = result.rowCount ?? 0;
      deleted[table] = (deleted[table] ?? 0) + batch;
    } while (batch === batchSize && stop?.aborted !== true);
  }
  return deleted;
}
