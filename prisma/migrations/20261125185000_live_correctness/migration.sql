-- Live correctness: refused messages in the quarantine, what is always recorded, how a stream stands.

-- Live messages that nobody believed lie in the quarantine like bars: one row an instrument, reason and day, counted.
ALTER TABLE feed_quarantine
  ADD COLUMN message text CHECK (message IN ('quote', 'trade', 'correction', 'bar', 'depth', 'line'));  -- null: came as history
-- What a person released of a feed, for its stream to hear.
CREATE INDEX feed_quarantine_released ON feed_quarantine (feed, decided_at) WHERE status = 'released' AND message IS NOT NULL;

-- Instruments that are streamed and recorded whoever looks.
CREATE TABLE instrument_recording (
  instrument_id integer PRIMARY KEY REFERENCES instrument (id) ON DELETE CASCADE,
  created_by    text,
  created_at    timestamptz(3) NOT NULL
);

-- How a feed's stream stands, as the process that holds it reports every few seconds. Unlogged: after a crash it is said anew.
CREATE UNLOGGED TABLE feed_stream (
  feed            text PRIMARY KEY,
  state           text NOT NULL CHECK (state IN ('connecting', 'live', 'mute', 'down', 'idle')),  -- idle: nothing is wanted of it
  since           timestamptz(3) NOT NULL,                   -- in that state
  why             jsonb,                                     -- the refusal that ended the line, where it was told
  instruments     integer NOT NULL CHECK (instruments >= 0), -- that are streamed now
  limit_max       integer NOT NULL,                          -- that it streams at most
  left_out        jsonb NOT NULL DEFAULT '[]',               -- wanted and over the limit: the first of them
  left_out_count  integer NOT NULL DEFAULT 0,
  messages        bigint NOT NULL DEFAULT 0,                 -- since the stream was taken up
  refused         bigint NOT NULL DEFAULT 0,                 -- of them: kept out
  last_message_at timestamptz(3),
  muted           jsonb NOT NULL DEFAULT '[]',               -- instruments whose market is open and that say nothing: the first of them
  muted_count     integer NOT NULL DEFAULT 0,
  fence           bigint NOT NULL,                           -- token of the lease under which it was written
  updated_at      timestamptz(3) NOT NULL
) WITH (fillfactor = 70);
