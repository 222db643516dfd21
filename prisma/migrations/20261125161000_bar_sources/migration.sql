-- Bars from feeds come in the way files do: each batch is an import, with the source it came from.

ALTER TABLE bar_import
  ALTER COLUMN sha256 DROP NOT NULL,                         -- of a file's bytes; a feed has none
  ADD COLUMN source     text NOT NULL DEFAULT 'file' CHECK (length(source) BETWEEN 1 AND 64),  -- 'file', or a feed's id
  ADD COLUMN precedence smallint NOT NULL DEFAULT 300,       -- whose bars stay where two sources differ: the higher
  ADD COLUMN batch      text,                                -- the fetch or the stretch of live bars it is part of
  ADD COLUMN kept       integer NOT NULL DEFAULT 0 CHECK (kept >= 0);  -- bars that gave way to those of another source
CREATE INDEX bar_import_by_batch ON bar_import (batch) WHERE batch IS NOT NULL;

-- Where two sources differ about a bar: what the one says whose bar is not shown. One row a bar and source, gone when the
-- source agrees.
CREATE TABLE bar_disagreement (
  instrument_id integer          NOT NULL,
  resolution    integer          NOT NULL,
  ts            timestamptz      NOT NULL,
  source        text             NOT NULL,
  open          double precision NOT NULL,
  high          double precision NOT NULL,
  low           double precision NOT NULL,
  close         double precision NOT NULL,
  volume        double precision NOT NULL,
  seen_at       timestamptz(3)   NOT NULL,
  PRIMARY KEY (instrument_id, resolution, ts, source)
);

-- One request for history from a feed. `complete_to` rises with every page, in the transaction of the page's bars: whoever
-- takes the work up goes on there. Its rows say which spans a source was asked for and answered.
CREATE TABLE bar_fetch (
  id            text PRIMARY KEY,
  job_id        text NOT NULL,
  instrument_id integer NOT NULL REFERENCES instrument (id),
  symbol        text NOT NULL,
  feed          text NOT NULL,
  alias         text NOT NULL,               -- the feed's name of the instrument
  resolution    integer NOT NULL,
  from_ts       timestamptz NOT NULL,        -- bars that start in [from_ts, to_ts) were asked for
  to_ts         timestamptz NOT NULL,
  complete_to   timestamptz NOT NULL,        -- everything that starts before this has been given
  lane          text NOT NULL CHECK (lane IN ('interactive', 'bulk')),
  reason        text NOT NULL CHECK (reason IN ('person', 'repair', 'schedule')),
  status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'completed', 'failed', 'canceled')),
  pages         integer NOT NULL DEFAULT 0,
  inserted      integer NOT NULL DEFAULT 0,
  replaced      integer NOT NULL DEFAULT 0,
  unchanged     integer NOT NULL DEFAULT 0,
  kept          integer NOT NULL DEFAULT 0,
  quarantined   integer NOT NULL DEFAULT 0,
  refusal       jsonb,
  created_by    text,
  created_at    timestamptz(3) NOT NULL,
  updated_at    timestamptz(3) NOT NULL,
  finished_at   timestamptz(3),
  CONSTRAINT bar_fetch_span CHECK (from_ts < to_ts AND complete_to BETWEEN from_ts AND to_ts),
  CONSTRAINT bar_fetch_end CHECK ((status = 'open') = (finished_at IS NULL))
);
CREATE INDEX bar_fetch_by_series ON bar_fetch (instrument_id, resolution, feed, from_ts);
CREATE INDEX bar_fetch_recent ON bar_fetch (created_at DESC, id);
CREATE INDEX bar_fetch_open ON bar_fetch (instrument_id, resolution, feed) WHERE status = 'open';

-- A series that is brought up to date after each session of its calendar.
CREATE TABLE bar_follow (
  instrument_id integer NOT NULL REFERENCES instrument (id),
  resolution    integer NOT NULL,
  feed          text NOT NULL,
  alias         text NOT NULL,
  next_at       timestamptz(3) NOT NULL,
  created_by    text,
  created_at    timestamptz(3) NOT NULL,
  PRIMARY KEY (instrument_id, resolution, feed)
);
CREATE INDEX bar_follow_due ON bar_follow (next_at);
