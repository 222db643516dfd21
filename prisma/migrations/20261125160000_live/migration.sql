-- Live prices: who holds which feed, what was last said, what is on screens, and what is being replayed.

-- Who does a duty that only one process may do at a time. `token` rises with every change of hands: a holder names it in
-- each of its transactions, so that one that was paused and believes it still holds the lease can change nothing.
CREATE TABLE lease (
  name       text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),  -- `stream:simulated`
  holder     text NOT NULL,                     -- id of the worker process
  token      bigint NOT NULL,
  taken_at   timestamptz(3) NOT NULL,
  renewed_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL            -- by the database's clock: from then on anybody may take it
);
-- One sequence for all leases: a token is never given twice, so it tells holders apart without their names.
CREATE SEQUENCE lease_token AS bigint;

-- The latest quote of each instrument. Unlogged: it is worth nothing after a crash, and the feed says it again.
CREATE UNLOGGED TABLE quote (
  instrument_id integer PRIMARY KEY,
  feed          text NOT NULL,
  event_at      timestamptz(3) NOT NULL,        -- by the source's clock
  received_at   timestamptz(3) NOT NULL,
  fence         bigint NOT NULL,                -- token of the lease under which it was written
  line          text NOT NULL                   -- the quote itself, as it travels to browsers
) WITH (fillfactor = 70);

-- Which keys (instruments) a browser shows now. A row that is not renewed counts as gone.
CREATE UNLOGGED TABLE live_view (
  id         text PRIMARY KEY CHECK (length(id) BETWEEN 8 AND 64),
  session_id text NOT NULL,
  keys       integer[] NOT NULL CHECK (cardinality(keys) <= 1000),
  until      timestamptz(3) NOT NULL
);
CREATE INDEX live_view_until ON live_view (until);
