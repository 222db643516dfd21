-- Keys with which programs act for a person, and how often each was used lately.

-- The secret is shown once and kept as its hash only. A key may do what its scope says, and never more than its owner may.
CREATE TABLE api_key (
  key_id       text PRIMARY KEY,
  owner_id     text NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  scope        text NOT NULL CHECK (scope IN ('read', 'trade', 'admin')),
  account_ids  text[] CHECK (cardinality(account_ids) BETWEEN 1 AND 50), -- null: every account its owner may see
  secret_hash  bytea NOT NULL CHECK (octet_length(secret_hash) = 32),    -- sha256
  created_at   timestamptz(3) NOT NULL,
  expires_at   timestamptz(3),                                           -- null: does not run out
  rotated_at   timestamptz(3),
  last_used_at timestamptz(3),
  last_used_ip text,
  revoked_at   timestamptz(3)
);
CREATE INDEX api_key_of_owner ON api_key (owner_id, created_at DESC);

-- Points of rate-limiter-flexible, so that a restart forgives nobody. The form of the table is the library's.
CREATE TABLE api_throttle (
  key    varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint              -- epoch milliseconds
);
