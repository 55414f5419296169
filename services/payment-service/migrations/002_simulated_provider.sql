-- The simulated provider's own books. They belong to an outside party: the service never reads or writes them except
-- through the provider port, and the provider writes them in transactions of its own.
CREATE SCHEMA simulated_provider;
CREATE TABLE simulated_provider.charges (
  id uuid PRIMARY KEY,
  -- null for a charge that was voided before it came
  amount bigint,
  currency text,
  state text NOT NULL CHECK (state IN ('pending', 'captured', 'declined', 'voided', 'refunded')),
  decline_code text,
  -- when a pending charge becomes a captured one
  settles_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX charges_held ON simulated_provider.charges (id) WHERE state = 'captured';
