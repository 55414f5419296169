const tierNumbers = `json_build_object('tierId', tiers.id, 'capacity', capacity, 'available', available,
  'reserved', reserved, 'sold', sold)`;

const taken = `(SELECT coalesce(json_agg(json_build_object('seatId', seat_id, 'status', status)), '[]')
  FROM seats WHERE seats.tier_id = tiers.id AND status <> 'free')`;

/** An event, and those of its tiers that the condition picks. */
function ofEvent(tier: string, condition: string): string {
  return `SELECT events.status = 'published' AND coalesce(bool_or(tiers.on_sale), false) AS on_sale,
                 events.version || '-' || events.status || '-' || coalesce(sum(tiers.revision), 0) AS revision,
                 coalesce(json_agg(${tier} ORDER BY position) FILTER (WHERE ${condition}), '[]') AS tiers
          FROM events LEFT JOIN tiers ON tiers.event_id = events.id
          WHERE events.id = $1
          GROUP BY events.id`;
}

export const availabilityOfEvent = ofEvent(tierNumbers, 'listed');

export const seatMapOfEvent = ofEvent(
  `json_build_object('tierId', tiers.id, 'rows', plan, 'taken', ${taken})`,
  `listed AND kind = 'seated'`,
);

export const dueAnnouncements = `SELECT id FROM events
  WHERE id = ANY($1) AND announced_at <= clock_timestamp() - $2 * interval '1 ms' ORDER BY id FOR UPDATE SKIP LOCKED`;

export const announceChanged = `UPDATE events
  SET announced_revision = now.revision, announced_at = clock_timestamp(), availability_version = availability_version + 1
  FROM (SELECT event_id, sum(revision) AS revision,
               coalesce(json_agg(${tierNumbers} ORDER BY position) FILTER (WHERE listed), '[]') AS tiers
        FROM tiers WHERE event_id = ANY($1) GROUP BY event_id) AS now
  WHERE events.id = ANY($1) AND events.id = now.event_id AND events.announced_revision <> now.revision
  RETURNING events.id, availability_version AS version, now.tiers`;

// a page of events with their tiers, because the counters of all tiers at once would be read from the whole table
export const unannouncedPage = `SELECT page.id, now.revision <> page.announced_revision AS unannounced
  FROM (SELECT id, announced_revision FROM events WHERE id > $1 ORDER BY id LIMIT $2) AS page
  CROSS JOIN LATERAL (SELECT sum(revision) AS revision FROM tiers WHERE event_id = page.id) AS now
  ORDER BY page.id`;
