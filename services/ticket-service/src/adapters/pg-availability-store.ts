import { availabilityChanged } from '@ticketlab/contracts/events/ticket-events';
import { addToOutbox } from '@ticketlab/service-kit/messaging/outbox';
import type { PgClient, Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { Availability, SeatMap, TierAvailability } from '../domain/inventory.ts';
import type { AvailabilityStore } from '../usecases/ports.ts';

interface EventRow<Tier> {
  on_sale: boolean;
  revision: string;
  tiers: Tier[];
}

type SeatTier = SeatMap['tiers'][number];

const tierNumbers = `json_build_object('tierId', tiers.id, 'capacity', capacity, 'available', available,
  'reserved', reserved, 'sold', sold)`;

/** Reads lock nothing, so the busiest tier is read as fast as any other. */
export function createAvailabilityStore(db: Postgres): AvailabilityStore {
  async function read<Tier>(name: string, eventId: string, tier: string, condition: string) {
    const { rows } = await db.query<EventRow<Tier>>({
      name,
      text: `SELECT events.status = 'published' AND coalesce(bool_or(tiers.on_sale), false) AS on_sale,
                    events.version || '-' || events.status || '-' || coalesce(sum(tiers.revision), 0) AS revision,
                    coalesce(json_agg(${tier} ORDER BY position) FILTER (WHERE ${condition}), '[]') AS tiers
             FROM events LEFT JOIN tiers ON tiers.event_id = events.id
             WHERE events.id = $1
             GROUP BY events.id`,
      values: [eventId],
    });
    return rows[0];
  }

  return {
    async availability(eventId): Promise<Availability | undefined> {
      const row = await read<TierAvailability>('availability', eventId, tierNumbers, 'listed');
      return row && { eventId, onSale: row.on_sale, revision: row.revision, tiers: row.tiers };
    },

    async seatMap(eventId): Promise<SeatMap | undefined> {
      const taken = `(SELECT coalesce(json_agg(json_build_object('seatId', seat_id, 'status', status)), '[]')
                      FROM seats WHERE seats.tier_id = tiers.id AND status <> 'free')`;
      const tier = `json_build_object('tierId', tiers.id, 'rows', plan, 'taken', ${taken})`;
      const row = await read<SeatTier>('seat-map', eventId, tier, `listed AND kind = 'seated'`);
      return row && { eventId, onSale: row.on_sale, revision: row.revision, tiers: row.tiers };
    },

    announce: (eventIds, throttleMs) => db.tx((client) => announce(client, eventIds, throttleMs)),

    async findUnannounced(limit) {
      const { rows } = await db.query<{ id: string }>(
        `SELECT events.id FROM events
         JOIN (SELECT event_id, sum(revision) AS revision FROM tiers GROUP BY event_id) AS now ON now.event_id = events.id
         WHERE now.revision <> events.announced_revision LIMIT $1`,
        [limit],
      );
      return rows.map(({ id }) => id);
    },
  };
}

async function announce(client: PgClient, eventIds: readonly string[], throttleMs: number): Promise<string[]> {
  // another replica that holds a row is announcing it right now, perhaps without what we know: it waits like a young one
  const due = await client.query<{ id: string }>({
    name: 'announce-due',
    text: `SELECT id FROM events WHERE id = ANY($1) AND announced_at <= clock_timestamp() - $2 * interval '1 ms'
           ORDER BY id FOR UPDATE SKIP LOCKED`,
    values: [eventIds, throttleMs],
  });
  const ids = due.rows.map(({ id }) => id);
  const changed = await client.query<{ id: string; version: number; tiers: TierAvailability[] }>({
    name: 'announce-changed',
    text: `UPDATE events
           SET announced_revision = now.revision, announced_at = clock_timestamp(),
               availability_version = availability_version + 1
           FROM (SELECT event_id, sum(revision) AS revision,
                        coalesce(json_agg(${tierNumbers} ORDER BY position) FILTER (WHERE listed), '[]') AS tiers
                 FROM tiers WHERE event_id = ANY($1) GROUP BY event_id) AS now
           WHERE events.id = now.event_id AND events.announced_revision <> now.revision
           RETURNING events.id, availability_version AS version, now.tiers`,
    values: [ids],
  });
  await addToOutbox(
    client,
    changed.rows.map(({ id, version, tiers }) => ({
      type: availabilityChanged.type,
      subject: id,
      aggregateVersion: version,
      data: { eventId: id, tiers },
    })),
  );
  return eventIds.filter((id) => !ids.includes(id));
}
