-- When the reconciler last completed a check; the migration counts as one, so that the age has a beginning.
ALTER TABLE reconciliation ADD COLUMN checked_at timestamptz NOT NULL DEFAULT now();
