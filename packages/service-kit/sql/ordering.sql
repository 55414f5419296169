-- The tables of packages/service-kit/src/messaging/ordered-inbox.ts, for services whose consumers use it. They repeat this
-- text in a migration; differencesOfSharedTables of @ticketlab/testing compares the two.

-- The last aggregateversion applied of each aggregate, for consumers that need order.
CREATE TABLE inbox_versions (
  consumer text NOT NULL,
  topic text NOT NULL,
  subject text NOT NULL,
  version bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, topic, subject)
);

-- Events that came before one they follow; without event: one that was discarded.
CREATE TABLE inbox_parked (
  consumer text NOT NULL,
  topic text NOT NULL,
  subject text NOT NULL,
  version bigint NOT NULL,
  event json,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, topic, subject, version)
);
