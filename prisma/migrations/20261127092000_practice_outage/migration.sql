-- A practice outage of a paper account's venue: what goes wrong is told by the seed and the clock, so that it survives any restart.
CREATE TABLE practice_outage (
  account_id text PRIMARY KEY,
  seed       integer NOT NULL,
  started_at timestamptz(3) NOT NULL,
  ends_at    timestamptz(3) NOT NULL CHECK (ends_at > started_at),  -- by itself at the latest
  started_by text,                                                 -- null: the command line
  stopped_at timestamptz(3)                                        -- by somebody, before that
);
