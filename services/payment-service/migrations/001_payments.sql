CREATE TABLE payments (
  -- UUIDv7, also the id under which the provider knows the charge
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  user_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  currency text NOT NULL,
  state text NOT NULL CHECK (state IN ('PROCESSING', 'CAPTURED', 'DECLINED', 'REFUNDING', 'REFUNDED')),
  decline_reason text,
  refund_reason text,
  card_last4 text NOT NULL CHECK (length(card_last4) = 4),
  -- whether the provider may have the charge, and since when: what is not there once its acceptance window is over
  -- is voided, never guessed
  sent boolean NOT NULL,
  sent_at timestamptz NOT NULL,
  -- events published about this payment, the next one's aggregateversion less one
  event_version integer NOT NULL DEFAULT 0,
  -- what is still to be asked of the provider, and when the resolver does so if nobody else has by then
  work text CHECK (work IN ('capture', 'refund')),
  work_due timestamptz,
  work_attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((work IS NULL) = (work_due IS NULL))
);
-- at most one payment of an order is or may become a capture, whatever happens elsewhere
CREATE UNIQUE INDEX payments_live ON payments (order_id) WHERE state <> 'DECLINED';
-- the lists of a customer, of an order, of a state
CREATE INDEX payments_of_user ON payments (user_id, id);
CREATE INDEX payments_of_order ON payments (order_id, id);
CREATE INDEX payments_of_state ON payments (state, id);
CREATE INDEX payments_captured ON payments (id) WHERE state IN ('CAPTURED', 'REFUNDING');
CREATE INDEX payments_working ON payments (work_due) WHERE work IS NOT NULL;

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
