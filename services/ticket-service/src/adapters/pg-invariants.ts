import type { invariantsSchema } from '@ticketlab/contracts/internal/operations';
import { readOutboxState } from '@ticketlab/service-kit/messaging/outbox-state';
import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { z } from 'zod';

export type Invariants = z.output<typeof invariantsSchema>;

// Each lists what breaks it; nothing is right.
const lines = `SELECT r.order_id, r.status, line.* FROM reservations r, reservation_lines(r.lines) AS line
  WHERE r.status IN ('reserved', 'committed')`;

const checks = {
  'tier-balanced': `SELECT id::text AS broken FROM tiers WHERE available + reserved + sold <> capacity OR available < 0`,

  'reservations-equal-tier-counters': `
    SELECT tiers.id::text AS broken FROM tiers
    LEFT JOIN (
      SELECT tier_id, sum(quantity) FILTER (WHERE status = 'reserved') AS reserved,
             sum(quantity) FILTER (WHERE status = 'committed') AS sold
      FROM (${lines}) AS lines GROUP BY tier_id
    ) AS held ON held.tier_id = tiers.id
    WHERE tiers.reserved <> coalesce(held.reserved, 0) OR tiers.sold <> coalesce(held.sold, 0)`,

  'seats-equal-tier-counters': `
    SELECT tiers.id::text AS broken FROM tiers JOIN seats ON seats.tier_id = tiers.id
    WHERE tiers.kind = 'seated' GROUP BY tiers.id
    HAVING count(*) FILTER (WHERE seats.status = 'free') <> tiers.available
        OR count(*) FILTER (WHERE seats.status = 'reserved') <> tiers.reserved
        OR count(*) FILTER (WHERE seats.status = 'sold') <> tiers.sold`,

  'seat-has-one-owner': `
    SELECT held.tier_id || '/' || held.seat_id AS broken
    FROM (SELECT order_id, status, tier_id, unnest(seat_ids) AS seat_id FROM (${lines}) AS lines) AS held
    FULL JOIN (SELECT * FROM seats WHERE status <> 'free') AS seats USING (tier_id, seat_id, order_id)
    WHERE held.order_id IS NULL OR seats.status IS NULL
       OR seats.status <> CASE held.status WHEN 'reserved' THEN 'reserved' ELSE 'sold' END`,

  'tickets-equal-places': `
    SELECT order_id::text AS broken FROM reservations
    LEFT JOIN (SELECT order_id, count(*) AS tickets FROM tickets WHERE status <> 'void' GROUP BY order_id) AS held
      USING (order_id)
    WHERE coalesce(tickets, 0) <> CASE
      WHEN status = 'committed' AND issued_at IS NOT NULL
      THEN (SELECT sum(quantity) FROM reservation_lines(lines))
      ELSE 0 END`,
} as const;

/** Reads everything in one snapshot, so that a sale going on meanwhile is no violation. */
export async function readInvariants(db: Postgres): Promise<Invariants> {
  return db.tx(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { outboxPending, stuck } = await readOutboxState(client);
    const violations: Invariants['violations'] = [stuck];
    for (const [invariant, query] of Object.entries(checks)) {
      const { rows } = await client.query<{ broken: string }>(query);
      violations.push({ invariant, count: rows.length, examples: rows.slice(0, 10).map(({ broken }) => broken) });
    }
    return { outboxPending, violations };
  });
}
