-- What this service keeps of event-service's events: prices, limits, and whether an event may be sold.
-- Confirming an order takes the event's row FOR SHARE, cancelling the event updates it: no order slips between.
CREATE TABLE events (
  id uuid PRIMARY KEY,
  -- aggregateversion of what was last heard of it
  version bigint NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'published', 'cancelled', 'finished')),
  title text NOT NULL,
  currency text NOT NULL,
  max_per_customer integer NOT NULL,
  ends_at timestamptz,
  tiers jsonb NOT NULL,
  -- a cancelled event whose open orders have not all been closed yet
  closing boolean NOT NULL DEFAULT false
);
CREATE INDEX events_closing ON events (id) WHERE closing;

CREATE TABLE orders (
  -- UUIDv7: the order of ids is the order of creation, so lists sort by id alone
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  event_id uuid NOT NULL,
  event_title text NOT NULL,
  state text NOT NULL CHECK (state IN
    ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'REFUNDING', 'REFUNDED')),
  items jsonb NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  total_amount bigint NOT NULL CHECK (total_amount >= 0),
  currency text NOT NULL,
  payment_id uuid,
  expires_at timestamptz,
  reason text,
  history jsonb NOT NULL,
  -- events published about this order, the next one's aggregateversion less one
  event_version integer NOT NULL,
  -- the call to ticket-service that is still owed, and when the sweeper makes it if nobody else has by then
  work text CHECK (work IN ('reserve', 'commit', 'release')),
  work_due timestamptz,
  work_attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((work IS NULL) = (work_due IS NULL)),
  CHECK (state <> 'AWAITING_PAYMENT' OR expires_at IS NOT NULL),
  CHECK (state <> 'CONFIRMED' OR payment_id IS NOT NULL)
);
-- the lists of a customer, of an event, of a state
CREATE INDEX orders_of_user ON orders (user_id, id);
CREATE INDEX orders_of_event ON orders (event_id, id);
CREATE INDEX orders_of_state ON orders (state, id);
-- the sweepers
CREATE INDEX orders_working ON orders (work_due) WHERE work IS NOT NULL;
CREATE INDEX orders_expiring ON orders (expires_at) WHERE state = 'AWAITING_PAYMENT' AND payment_id IS NULL;
CREATE INDEX orders_holding ON orders (event_id, id) WHERE state IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED');

-- Tickets that a customer's holding orders of one event ask for, together. Every change locks the row.
CREATE TABLE customer_limits (
  user_id uuid NOT NULL,
  event_id uuid NOT NULL,
  quantity integer NOT NULL CHECK (quantity >= 0),
  PRIMARY KEY (user_id, event_id)
);

-- What the reconciler finds wrong. In flight, much looks wrong for a moment: it counts once it has stayed.
CREATE TABLE findings (
  invariant text NOT NULL,
  subject text NOT NULL,
  detail text NOT NULL,
  count integer NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  PRIMARY KEY (invariant, subject)
);
CREATE TABLE reconciliation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  leased_until timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO reconciliation DEFAULT VALUES;

-- Outbox and inbox, the tables of packages/service-kit/src/messaging. A service's first migration repeats this text;
-- differencesOfSharedTables of @ticketlab/testing compares the two.

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

-- The table of packages/service-kit/postgres/idempotency. The first migration of a service that honours
-- Idempotency-Key repeats this text; differencesOfSharedTables of @ticketlab/testing compares the two.
CREATE TABLE idempotency_keys (
  user_id text NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  resource_id text,
  response json,
  lease_id uuid NOT NULL,
  lease_until timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, operation, key)
);
CREATE INDEX idempotency_keys_retention ON idempotency_keys (created_at);
