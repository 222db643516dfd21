-- Links by which somebody who was asked to come makes their own account. Only the hash of a link is kept.
CREATE TABLE invitation (
  invitation_id text PRIMARY KEY,
  token_hash    bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32), -- sha256 of 256 random bits
  email         text NOT NULL CHECK (email = lower(email)),
  role          text NOT NULL CHECK (role IN ('viewer', 'trader', 'risk', 'admin')),
  invited_by    text REFERENCES user_account (id) ON DELETE SET NULL,        -- null: the command line
  created_at    timestamptz(3) NOT NULL,
  expires_at    timestamptz(3) NOT NULL,
  revoked_at    timestamptz(3),
  accepted_at   timestamptz(3)
);
-- One open invitation for an address: a second one would leave a forgotten link behind.
CREATE UNIQUE INDEX invitation_open ON invitation (email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
