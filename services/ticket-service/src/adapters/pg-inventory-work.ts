import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import { TierKindError } from '../domain/errors.ts';
import type { EventSnapshot, WantedTier } from '../domain/inventory.ts';
import type { Work } from '../usecases/ports.ts';

type InventoryWork = Pick<Work, 'saveEvent' | 'saveCancellation' | 'saveTiers' | 'stopSale'>;

export const lockTiersOfEvent = 'SELECT FROM tiers WHERE event_id = $1 ORDER BY id FOR UPDATE';

export const droppedTiers = 'SELECT id, kind, name, position FROM tiers WHERE event_id = $1 AND id <> ALL ($2)';

export function createInventoryWork(client: PgClient): InventoryWork {
  return {
    async saveEvent({ id, version, status, title, startsAt, venueName }) {
      const { rowCount } = await client.query({
        name: 'event-save',
        text: `INSERT INTO events (id, version, status, title, starts_at, venue_name) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (id) DO UPDATE
               SET version = excluded.version, title = excluded.title, starts_at = excluded.starts_at,
                   venue_name = excluded.venue_name,
                   status = CASE events.status WHEN 'cancelled' THEN 'cancelled' ELSE excluded.status END
               WHERE events.version < excluded.version`,
        values: [id, version, status, title, startsAt, venueName],
      });
      return rowCount === 1;
    },

    async saveCancellation(eventId, title) {
      await client.query({
        name: 'event-cancel',
        text: `INSERT INTO events (id, version, status, title) VALUES ($1, 0, 'cancelled', $2)
               ON CONFLICT (id) DO UPDATE SET status = 'cancelled'`,
        values: [eventId, title],
      });
    },

    async saveTiers(snapshot) {
      const wanted = [...snapshot.tiers, ...(await findDropped(client, snapshot))];
      // in the order in which orders lock them
      for (const tier of wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1))) await saveTier(client, snapshot.id, tier);
    },

    async stopSale(eventId) {
      await client.query(lockTiersOfEvent, [eventId]);
      await client.query(`UPDATE tiers SET on_sale = false, revision = revision + 1 WHERE event_id = $1`, [eventId]);
    },
  };
}

interface ListedTier extends WantedTier {
  /** Dropped by the organiser; what is taken of it stays. */
  readonly listed?: false;
}

async function findDropped(client: PgClient, { id, tiers }: EventSnapshot): Promise<ListedTier[]> {
  const { rows } = await client.query<Pick<WantedTier, 'id' | 'kind' | 'name' | 'position'>>(droppedTiers, [
    id,
    tiers.map((tier) => tier.id),
  ]);
  return rows.map((row) => ({ ...row, capacity: 0, rows: [], listed: false }));
}

async function saveTier(client: PgClient, eventId: string, tier: ListedTier): Promise<void> {
  const { id, kind, name, position, capacity, rows, listed = true } = tier;
  const isSeated = kind === 'seated';
  // a seated tier counts its seats below, once they are there
  const { rowCount } = await client.query(
    `INSERT INTO tiers AS known (id, event_id, kind, name, position, listed, on_sale, plan, wanted_capacity, capacity, available)
     SELECT $1, $2, $3, $4, $5, $6, $6 AND events.status = 'published', $7, $8, $9, $9 FROM events WHERE events.id = $2
     ON CONFLICT (id) DO UPDATE
     SET name = excluded.name, position = excluded.position, listed = excluded.listed, on_sale = excluded.on_sale,
         plan = excluded.plan, wanted_capacity = excluded.wanted_capacity, revision = known.revision + 1,
         capacity = CASE WHEN $10 THEN known.capacity
                         ELSE greatest(excluded.capacity, known.reserved + known.sold) END,
         available = CASE WHEN $10 THEN known.available
                          ELSE greatest(excluded.capacity - known.reserved - known.sold, 0) END
     WHERE known.kind = excluded.kind AND known.event_id = excluded.event_id`,
    [id, eventId, kind, name, position, listed, JSON.stringify(rows), capacity, isSeated ? 0 : capacity, isSeated],
  );
  if (rowCount !== 1) throw new TierKindError(id);
  if (isSeated) await saveSeats(client, id);
}

/** Makes the seats of a locked tier follow its plan: new ones are free, dropped ones leave when nobody holds them. */
async function saveSeats(client: PgClient, tierId: string): Promise<void> {
  const planned = `SELECT line ->> 'row' || '-' || number AS seat_id
    FROM tiers, jsonb_array_elements(plan) AS line, generate_series(1, (line ->> 'seats')::int) AS number
    WHERE tiers.id = $1`;
  await client.query(
    `INSERT INTO seats (tier_id, seat_id) SELECT $1, seat_id FROM (${planned}) AS plan
     ON CONFLICT (tier_id, seat_id) DO UPDATE SET withdrawn = false WHERE seats.withdrawn`,
    [tierId],
  );
  await client.query(`DELETE FROM seats WHERE tier_id = $1 AND status = 'free' AND seat_id NOT IN (${planned})`, [
    tierId,
  ]);
  await client.query(`UPDATE seats SET withdrawn = true WHERE tier_id = $1 AND seat_id NOT IN (${planned})`, [tierId]);
  await client.query(
    `UPDATE tiers SET capacity = counted.seats, available = counted.free
     FROM (SELECT count(*) AS seats, count(*) FILTER (WHERE status = 'free') AS free FROM seats WHERE tier_id = $1) AS counted
     WHERE id = $1`,
    [tierId],
  );
}
