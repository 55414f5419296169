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
