import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import type { EventStore } from '../usecases/ports.ts';

export const closingEvents = 'SELECT id FROM events WHERE closing ORDER BY id';

export const finishClosing = `UPDATE events SET closing = false WHERE id = $1 AND NOT EXISTS (
  SELECT FROM orders WHERE event_id = $1 AND state IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'))`;

export function createPgEventStore(db: PgClient): EventStore {
  return {
    async put(event, version) {
      await db.query(
        `INSERT INTO events AS known (id, version, status, title, currency, max_per_customer, ends_at, tiers)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, title = excluded.title,
           currency = excluded.currency, max_per_customer = excluded.max_per_customer, ends_at = excluded.ends_at,
           tiers = excluded.tiers
         WHERE known.version < excluded.version AND known.status <> 'cancelled'`,
        [
          event.id,
          version,
          event.status,
          event.title,
          event.currency,
          event.maxPerCustomer,
          event.endsAt,
          JSON.stringify(event.tiers),
        ],
      );
    },

    async cancel({ id, title, version }) {
      // the update waits for every order that is just being placed or confirmed, and whoever comes later sees it
      await db.query(
        `INSERT INTO events AS known (id, version, status, title, currency, max_per_customer, tiers, closing)
         VALUES ($1, $2, 'cancelled', $3, 'XXX', 0, '[]', true)
         ON CONFLICT (id) DO UPDATE SET status = 'cancelled', closing = true,
           version = greatest(known.version, excluded.version)
         WHERE known.status <> 'cancelled'`,
        [id, version, title],
      );
    },

    async closing() {
      const { rows } = await db.query<{ id: string }>(closingEvents);
      return rows.map(({ id }) => id);
    },

    async finishClosing(eventId) {
      const { rowCount } = await db.query(finishClosing, [eventId]);
      return rowCount === 1;
    },
  };
}
