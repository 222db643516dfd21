-- Second factors, passkeys, and when a session last proved who sits there.

-- When the person got their first factor, null while they have none: sign-in and every request ask this, so it stands with the person.
ALTER TABLE user_account ADD COLUMN factor_at timestamptz(3);

-- A password, a code or a passkey, given in this session: dangerous actions want a recent one. Signing in is one.
ALTER TABLE user_session ADD COLUMN proved_at timestamptz(3) NOT NULL DEFAULT now();
UPDATE user_session SET proved_at = created_at;

-- The secret itself is sealed, in table `secret` under `totp.<user id>`.
CREATE TABLE user_authenticator (
  user_id      text PRIMARY KEY REFERENCES user_account (id) ON DELETE CASCADE,
  created_at   timestamptz(3) NOT NULL,
  confirmed_at timestamptz(3),                 -- null: offered, and no code of it was seen yet
  last_step    bigint NOT NULL DEFAULT 0       -- the 30 seconds whose code was used last: none of it or before works again
);

-- Codes for who lost the rest. Kept as hashes; each works once.
CREATE TABLE recovery_code (
  user_id    text NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
  code_hash  bytea NOT NULL CHECK (octet_length(code_hash) = 32),  -- sha256 of 80 random bits
  created_at timestamptz(3) NOT NULL,
  used_at    timestamptz(3),
  PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE passkey (
  passkey_id   text PRIMARY KEY CHECK (length(passkey_id) BETWEEN 1 AND 1400), -- credential id, base64url
  user_id      text NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  public_key   bytea NOT NULL,
  counter      bigint NOT NULL DEFAULT 0,      -- of signatures, as the device counts them; 0 where it does not
  transports   text[] NOT NULL DEFAULT '{}',
  synced       boolean NOT NULL,               -- whether its maker keeps copies of it on other devices
  created_at   timestamptz(3) NOT NULL,
  last_used_at timestamptz(3)
);
CREATE INDEX passkey_of_user ON passkey (user_id, created_at);

-- Answers of devices that were taken: none is taken twice. What is asked needs no row, for it is sealed with its own end.
CREATE TABLE passkey_answer (
  challenge  text PRIMARY KEY CHECK (length(challenge) BETWEEN 1 AND 200),
  expires_at timestamptz(3) NOT NULL
);

-- Roles whose people need a second factor before anything else is open to them. No row: it is theirs to choose.
CREATE TABLE factor_rule (
  role text PRIMARY KEY CHECK (role IN ('viewer', 'trader', 'risk', 'admin'))
);
