-- What is asked of orders, once each; whether trading is halted; how far each account has heard its venue; and the simulated
-- venue of paper accounts, which has tables of its own: the house hears of them only what its port says.

-- One request of somebody: the same key with the same body is answered as it was.
CREATE TABLE order_request (
  account_id text NOT NULL,
  key        text NOT NULL CHECK (key ~ '^[A-Za-z0-9._-]{1,64}$'),
  command    text NOT NULL,
  body       jsonb NOT NULL,
  answer     jsonb NOT NULL,                                      -- ids of the orders it was about, and counts
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (account_id, key)
);

-- Whether an account may trade; `*` is the whole house. No row: active.
CREATE TABLE trading_state (
  account_id text PRIMARY KEY,
  state      text NOT NULL CHECK (state IN ('active', 'reduce_only', 'halted')),
  reason     text NOT NULL,
  set_by     text,                                                -- null: the command line
  set_at     timestamptz(3) NOT NULL
);

-- How far an account has heard its venue: everything up to there is booked.
CREATE TABLE venue_cursor (
  account_id text PRIMARY KEY,
  cursor     bigint NOT NULL CHECK (cursor >= 0)
);

-- What a venue said of an order that nobody here knows. A person decides.
CREATE TABLE venue_stray (
  account_id text NOT NULL,
  order_id   text NOT NULL,
  word       text NOT NULL,                                       -- digest of the event: the same word is kept once
  event      jsonb NOT NULL,
  kept_at    timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (account_id, order_id, word)
);

-- A simulated venue, one for each paper account: its counters and settings.
CREATE TABLE paper_venue (
  account_id text PRIMARY KEY,
  said       bigint NOT NULL CHECK (said >= 0),                   -- number of its newest event
  turns      integer NOT NULL CHECK (turns >= 0),
  executions integer NOT NULL CHECK (executions >= 0),
  sessions   jsonb NOT NULL                                       -- {symbol: open of the session that is traded, null: closed}
);

-- An order as the simulated venue has it.
CREATE TABLE paper_order (
  account_id text NOT NULL REFERENCES paper_venue (account_id),
  order_id   text NOT NULL,
  state      jsonb NOT NULL,
  ended      boolean NOT NULL,
  PRIMARY KEY (account_id, order_id)
);
CREATE INDEX paper_order_open ON paper_order (account_id) WHERE NOT ended;

-- What the simulated venue said, numbered: asked for again after any number.
CREATE TABLE paper_event (
  account_id text NOT NULL REFERENCES paper_venue (account_id),
  seq        bigint NOT NULL CHECK (seq > 0),
  order_id   text NOT NULL,
  event      jsonb NOT NULL,
  PRIMARY KEY (account_id, seq)
);
CREATE TRIGGER paper_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paper_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Units of a symbol at the simulated venue, below 0 short.
CREATE TABLE paper_position (
  account_id text NOT NULL REFERENCES paper_venue (account_id),
  symbol     text NOT NULL,
  qty        numeric NOT NULL,
  PRIMARY KEY (account_id, symbol)
);
