import type { OrderState } from '@ticketlab/contracts/http/orders';
import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import type { StatsStore } from '../usecases/read-stats.ts';

/** What happened to the orders that changed last, by stretch of time, state and currency. */
export const recentTransitions = `
  WITH changed AS MATERIALIZED (
    SELECT history, total_amount, currency FROM orders WHERE updated_at >= $1 ORDER BY updated_at DESC LIMIT $3
  ), steps AS (
    SELECT date_bin($2 * interval '1 second', at, $1) AS bucket, step ->> 'to' AS state, currency, total_amount,
      step ->> 'from' IS DISTINCT FROM step ->> 'to' AS reached, step ->> 'reason' AS reason
    FROM changed, jsonb_array_elements(history) AS step, LATERAL (SELECT (step ->> 'at')::timestamptz AS at) AS time
    WHERE at >= $1
  )
  SELECT bucket, state, currency, count(*) FILTER (WHERE reached) AS reached,
    coalesce(sum(total_amount) FILTER (WHERE reason IN ('payment-captured', 'captured-too-late')), 0)::bigint AS captured,
    coalesce(sum(total_amount) FILTER (WHERE reached AND state = 'REFUNDED'), 0)::bigint AS refunded,
    (SELECT count(*) FROM changed) AS changed
  FROM steps GROUP BY bucket, state, currency`;

interface Row {
  bucket: Date;
  state: OrderState;
  currency: string;
  reached: number;
  captured: number;
  refunded: number;
  changed: number;
}

/** `most`: how many orders are looked at, the latest ones. */
export function createPgStatsStore(db: PgClient, most: number): StatsStore {
  return {
    async transitions(from, bucketSeconds) {
      const { rows } = await db.query<Row>({
        name: 'orders-recent-transitions',
        text: recentTransitions,
        values: [from, bucketSeconds, most],
      });
      return { rows, complete: (rows[0]?.changed ?? 0) < most };
    },
  };
}
