-- Feeds: what people set for them, how they stand, and what of their word was kept out of bars.

-- Keys of feeds and brokers, sealed with AES-256-GCM under a key that is not in the database.
CREATE TABLE secret (
  name       text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
  key_id     text NOT NULL,                                 -- which key it was sealed under; says nothing of the key
  sealed     bytea NOT NULL,                                -- nonce, tag, ciphertext
  updated_by text,
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

-- What a person set for a feed. No row: as its provider begins.
CREATE TABLE feed (
  id         text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  enabled    boolean NOT NULL,
  base_urls  jsonb NOT NULL DEFAULT '{}',                   -- instead of the provider's own addresses, by their names
  updated_by text,
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

-- How a feed stands, as the processes that call it report every few seconds. Counts only grow.
CREATE TABLE feed_state (
  feed            text PRIMARY KEY,
  requests        bigint NOT NULL DEFAULT 0,
  errors          bigint NOT NULL DEFAULT 0,
  last_success_at timestamptz(3),
  last_refusal    jsonb,
  last_refusal_at timestamptz(3),
  down_since      timestamptz(3),                           -- first refusal after the last success; null while it works
  open_until      timestamptz(3),                           -- its circuit breaker lets nothing through before; null: closed
  rate_left       integer,                                  -- requests that may go out now
  updated_at      timestamptz(3) NOT NULL
);

-- What was kept out of bars and quotes, until a person decides. Bars of one page and one reason are one row.
CREATE TABLE feed_quarantine (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  feed          text NOT NULL,
  alias         text NOT NULL,
  instrument_id integer,                                    -- whose bars they would be; null where nobody knows
  symbol        text NOT NULL DEFAULT '',
  resolution    integer,
  reason        text NOT NULL,
  facts         jsonb NOT NULL,
  bars          bytea,                                      -- columns as on the wire, NaN for what was missing; null: no bars
  bar_count     integer NOT NULL DEFAULT 0,
  first_ts      timestamptz,
  last_ts       timestamptz,
  sample        text NOT NULL,                              -- the beginning of what came, to look at
  digest        bytea NOT NULL UNIQUE,                      -- of all that: what comes again is counted, not kept again
  times_seen    integer NOT NULL DEFAULT 1,
  first_seen_at timestamptz(3) NOT NULL,
  last_seen_at  timestamptz(3) NOT NULL,
  status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'released', 'discarded')),
  decided_by    text,
  decided_at    timestamptz(3),
  CONSTRAINT feed_quarantine_decided CHECK ((status = 'open') = (decided_at IS NULL))
);
CREATE INDEX feed_quarantine_newest ON feed_quarantine (status, id DESC);
CREATE INDEX feed_quarantine_by_feed ON feed_quarantine (feed, status, reason);

-- Answers of feeds to one question of a person, as they come. Gone after a day.
CREATE TABLE feed_search (
  id         text NOT NULL,
  feed       text NOT NULL,
  answer     jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (id, feed)
);
CREATE INDEX feed_search_old ON feed_search (created_at);
