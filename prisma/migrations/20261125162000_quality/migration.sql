-- Quality of series: what was found, how it stands, and the days behind the coverage map. All of it can be computed again
-- from bars, but for what people said about a finding. Written by the check, read by the coverage page and run cards.

-- The newest check of one series.
CREATE TABLE series_quality (
  instrument_id   integer NOT NULL REFERENCES instrument (id) ON DELETE CASCADE,
  resolution      integer NOT NULL,
  score           smallint CHECK (score BETWEEN 0 AND 100),  -- null: no bars to judge
  bars            bigint NOT NULL CHECK (bars >= 0),         -- inside of sessions
  calendar        text,                                      -- the one it was judged by; null: none, so nothing is said of gaps
  check_version   integer NOT NULL,
  data_changed_at timestamptz(3) NOT NULL,                   -- the state of the series that was read, as in bar_series.changed_at
  checked_at      timestamptz(3) NOT NULL,
  dropped         jsonb NOT NULL DEFAULT '[]',               -- findings that were counted and not kept: kind, count, bars
  PRIMARY KEY (instrument_id, resolution)
);
CREATE INDEX series_quality_by_age ON series_quality (checked_at);

-- One thing found in one series. A later check that finds it again leaves the row and what was said about it.
CREATE TABLE data_finding (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instrument_id integer NOT NULL REFERENCES instrument (id) ON DELETE CASCADE,
  resolution    integer NOT NULL,
  kind          text NOT NULL,
  severity      text NOT NULL CHECK (severity IN ('error', 'warning', 'info')),
  from_ts       timestamptz NOT NULL,
  to_ts         timestamptz NOT NULL,
  bars          bigint NOT NULL CHECK (bars >= 0),           -- missing or affected
  facts         jsonb NOT NULL DEFAULT '{}',
  found_at      timestamptz(3) NOT NULL,
  explanation   text CHECK (explanation IN ('source_has_none', 'halted', 'delisted', 'no_trade', 'reason', 'accepted')),
  reason        text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
  explained_by  text,                                        -- a person; null with an explanation: the house knew
  explained_at  timestamptz(3),
  repair_job    text,                                        -- the newest backfill that was asked for because of it
  CONSTRAINT data_finding_range CHECK (from_ts <= to_ts),
  CONSTRAINT data_finding_explained CHECK ((explanation IS NULL) = (explained_at IS NULL)),
  UNIQUE (instrument_id, resolution, kind, from_ts)
);
CREATE INDEX data_finding_open ON data_finding (severity, id DESC) WHERE explanation IS NULL;

-- Bars of one month of one series, day by day: 31 values each.
CREATE TABLE series_month (
  instrument_id integer NOT NULL REFERENCES instrument (id) ON DELETE CASCADE,
  resolution    integer NOT NULL,
  month         date NOT NULL CHECK (extract(day FROM month) = 1),
  bars          integer NOT NULL CHECK (bars >= 0),
  missing       integer NOT NULL CHECK (missing >= 0),
  day_bars      integer[] NOT NULL CHECK (cardinality(day_bars) = 31),
  day_missing   integer[] NOT NULL CHECK (cardinality(day_missing) = 31),
  PRIMARY KEY (instrument_id, resolution, month)
);
