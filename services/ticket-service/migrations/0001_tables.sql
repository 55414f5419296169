-- What is on sale. `version` is the aggregateversion last applied from event-notifications.
CREATE TABLE events (
  id uuid PRIMARY KEY,
  version bigint NOT NULL,
  status text NOT NULL,
  title text NOT NULL,
  starts_at timestamptz,
  venue_name text,
  -- availability-changed: how many were sent, what the last one told, and when
  availability_version bigint NOT NULL DEFAULT 0,
  announced_revision bigint NOT NULL DEFAULT 0,
  announced_at timestamptz NOT NULL DEFAULT '-infinity'
);

-- The counters that every sale goes through. `revision` counts their changes.
CREATE TABLE tiers (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL REFERENCES events (id),
  kind text NOT NULL CHECK (kind IN ('general', 'seated')),
  name text NOT NULL,
  position int NOT NULL,
  listed boolean NOT NULL,
  on_sale boolean NOT NULL,
  plan jsonb NOT NULL DEFAULT '[]',
  -- what the organiser asked for; capacity stays above it while more is reserved or sold
  wanted_capacity int NOT NULL CHECK (wanted_capacity >= 0),
  capacity int NOT NULL,
  available int NOT NULL CHECK (available >= 0),
  reserved int NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  sold int NOT NULL DEFAULT 0 CHECK (sold >= 0),
  revision bigint NOT NULL DEFAULT 1,
  CONSTRAINT tiers_balanced CHECK (available + reserved + sold = capacity)
) WITH (fillfactor = 50); -- room to update the hot row within its page
CREATE INDEX tiers_event ON tiers (event_id);

-- A seat that left the plan while taken is `withdrawn`: it disappears when it comes back.
CREATE TABLE seats (
  tier_id uuid NOT NULL REFERENCES tiers (id),
  seat_id text NOT NULL,
  status text NOT NULL DEFAULT 'free' CHECK (status IN ('free', 'reserved', 'sold')),
  order_id uuid,
  withdrawn boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tier_id, seat_id),
  CONSTRAINT seats_owned CHECK ((status = 'free') = (order_id IS NULL))
) WITH (fillfactor = 80);

-- One row per order. `lines` is [{tierId, quantity, seatIds}]. A tombstone has no event and no lines: the order was
-- released before it was reserved, and a reserve that comes later is refused.
CREATE TABLE reservations (
  order_id uuid PRIMARY KEY,
  event_id uuid,
  user_id uuid,
  status text NOT NULL CHECK (status IN ('reserved', 'committed', 'released', 'voided')),
  lines jsonb NOT NULL,
  -- events of this order on ticket-events
  version int NOT NULL,
  -- when to ask order-service whether the order still lives; at first its expiry
  check_at timestamptz NOT NULL,
  issued_at timestamptz,
  ended_at timestamptz,
  reason text
);
CREATE INDEX reservations_user ON reservations (user_id, order_id);
CREATE INDEX reservations_to_check ON reservations (check_at) WHERE status = 'reserved';
CREATE INDEX reservations_retention ON reservations (ended_at) WHERE status = 'released';

-- No foreign keys to events and tiers: checking them would lock the hot tier's row for every ticket.
CREATE TABLE tickets (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES reservations (order_id),
  place int NOT NULL,
  user_id uuid NOT NULL,
  event_id uuid NOT NULL,
  tier_id uuid NOT NULL,
  seat_id text,
  status text NOT NULL DEFAULT 'valid' CHECK (status IN ('valid', 'checked-in', 'void')),
  issued_at timestamptz NOT NULL,
  checked_in_at timestamptz,
  CONSTRAINT tickets_place UNIQUE (order_id, place)
);
CREATE INDEX tickets_user ON tickets (user_id, id);
CREATE INDEX tickets_event ON tickets (event_id, id);
CREATE UNIQUE INDEX tickets_seat ON tickets (tier_id, seat_id) WHERE seat_id IS NOT NULL AND status <> 'void';

-- The tables of packages/service-kit/messaging. A service's first migration repeats this text;
-- expectSharedTables of @ticketlab/testing compares the two.

-- Events of committed business transactions on their way to Kafka.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  subject text NOT NULL,
  aggregate_version bigint NOT NULL CHECK (aggregate_version > 0),
  event json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz
);
-- two transactions that give one version to two events have not locked the aggregate: the second fails
CREATE UNIQUE INDEX outbox_version ON outbox (subject, topic, aggregate_version);
CREATE INDEX outbox_pending ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX outbox_retention ON outbox (published_at) WHERE published_at IS NOT NULL;

-- Events whose effect is committed, one row for each consumer.
CREATE TABLE inbox (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_retention ON inbox (received_at);
