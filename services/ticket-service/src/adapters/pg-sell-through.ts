import type { SellThrough } from '../domain/inventory.ts';
import type { Postgres } from '@ticketlab/service-kit/postgres/pool';

interface Row {
  id: string;
  title: string;
  starts_at: Date | null;
  capacity: number;
  available: number;
  reserved: number;
  sold: number;
}

/** A page of published events, newest first, below `before`. */
export function sellThroughPage(before: string | null, limit: number): { text: string; values: unknown[] } {
  const below = before === null ? '' : 'AND id < $2';
  const text = `SELECT page.id, title, starts_at, coalesce(sum(capacity), 0)::int AS capacity,
      coalesce(sum(available), 0)::int AS available, coalesce(sum(reserved), 0)::int AS reserved,
      coalesce(sum(sold), 0)::int AS sold
    FROM (SELECT id, title, starts_at FROM events WHERE status = 'published' ${below} ORDER BY id DESC LIMIT $1) AS page
    LEFT JOIN tiers ON tiers.event_id = page.id
    GROUP BY page.id, title, starts_at ORDER BY page.id DESC`;
  return { text, values: before === null ? [limit] : [limit, before] };
}

export async function readSellThrough(db: Postgres, before: string | null, limit: number): Promise<SellThrough[]> {
  const { text, values } = sellThroughPage(before, limit);
  const { rows } = await db.query<Row>(text, values);
  return rows.map(({ id: eventId, title, starts_at: startsAt, ...places }) => ({
    eventId,
    title,
    startsAt,
    ...places,
  }));
}
