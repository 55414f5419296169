CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- One row a person. Erasure leaves a tombstone: the id and the role, nothing personal.
CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text CONSTRAINT users_email UNIQUE,
  display_name text,
  password_hash text,
  role text NOT NULL CHECK (role IN ('USER', 'ADMIN')),
  locked boolean NOT NULL DEFAULT false,
  -- aggregateversion of the account's last event
  event_version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  erased_at timestamptz,
  CONSTRAINT users_erased_keep_nothing CHECK (
    CASE
      WHEN erased_at IS NULL THEN email IS NOT NULL AND display_name IS NOT NULL AND password_hash IS NOT NULL
      ELSE email IS NULL AND display_name IS NULL AND password_hash IS NULL
    END
  )
);

-- lists go by id, newest first: the ids are UUIDv7
CREATE INDEX users_listed ON users (id) WHERE erased_at IS NULL;
CREATE INDEX users_by_role ON users (role, id) WHERE erased_at IS NULL;
CREATE INDEX users_locked ON users (id) WHERE locked AND erased_at IS NULL;
CREATE INDEX users_searched ON users USING gin (lower(email || ' ' || display_name) gin_trgm_ops)
  WHERE erased_at IS NULL;

-- Links to set a new password. A mail that was tried twice has two, and using one of them ends all of the account.
CREATE TABLE reset_links (
  token_hash bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id),
  mail_id uuid NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX reset_links_of_user ON reset_links (user_id);
CREATE INDEX reset_links_expired ON reset_links (expires_at);

-- Requested reset mails that notification-service has not taken yet, known address or not. No token is kept here.
CREATE TABLE reset_mails (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  requested_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reset_mails_due ON reset_mails (due_at);

-- Sessions that must end because of a committed change, until Redis has heard of it.
CREATE TABLE session_endings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id uuid NOT NULL,
  kept_session_id uuid,
  requested_at timestamptz NOT NULL DEFAULT now()
);
