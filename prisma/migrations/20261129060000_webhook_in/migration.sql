-- Webhooks in: what other programs (TradingView alerts, anything that posts JSON) may ask for, and what each call did.

-- A hook acts for its owner on one account. Its secret is kept as its hash; that of a hook whose calls are signed must be known to
-- check a signature, so it is sealed among the secrets instead, and the hash is of the same text.
CREATE TABLE webhook_in (
  hook_id     text PRIMARY KEY,
  owner_id    text NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
  account_id  text NOT NULL,
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  source      text NOT NULL CHECK (source IN ('tradingview', 'generic')),
  mode        text NOT NULL DEFAULT 'dry' CHECK (mode IN ('dry', 'live', 'off')),
  template    jsonb NOT NULL,
  limits      jsonb NOT NULL,
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32), -- sha256
  tried_at    timestamptz(3), -- when it first showed what it would do as it is now; null: not since its template changed
  created_at  timestamptz(3) NOT NULL,
  rotated_at  timestamptz(3),
  removed_at  timestamptz(3)
);
CREATE INDEX webhook_in_of_owner ON webhook_in (owner_id, created_at DESC);

-- One row a call that came with the right secret. The key is what makes a call one of a kind: a second one with it does nothing.
CREATE TABLE webhook_in_call (
  call_id     text PRIMARY KEY,
  hook_id     text NOT NULL REFERENCES webhook_in (hook_id) ON DELETE CASCADE,
  call_key    text, -- null: it was refused before it had one, or repeats another
  received_at timestamptz(3) NOT NULL,
  mode        text NOT NULL CHECK (mode IN ('dry', 'live', 'off')),
  ip          text NOT NULL,
  outcome     text NOT NULL CHECK (outcome IN ('working', 'done', 'would', 'told', 'refused', 'repeated')),
  body        text NOT NULL CHECK (length(body) <= 4000),
  wish        jsonb, -- what the template made of it; null: nothing
  answer      jsonb  -- orders, what it would do, or why not
);
CREATE UNIQUE INDEX webhook_in_call_once ON webhook_in_call (hook_id, call_key) WHERE call_key IS NOT NULL;
CREATE INDEX webhook_in_call_newest ON webhook_in_call (hook_id, received_at DESC, call_id DESC);
CREATE INDEX webhook_in_call_age ON webhook_in_call (received_at);
