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
