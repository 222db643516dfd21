-- Instruments and their bars. Bars are written by the ingest merge, read by the bar store as binary columns, and named
-- by no other module. docs/database.md describes the tables; src/modules/data/README.md says what always holds.

CREATE TABLE instrument (
  id         serial PRIMARY KEY,
  symbol     text NOT NULL UNIQUE CHECK (symbol ~ '^[A-Z0-9^][A-Z0-9.^=_:/-]{0,31}$'),
  name       text NOT NULL DEFAULT '',
  kind       text NOT NULL CHECK (kind IN ('equity', 'etf', 'index', 'crypto', 'fx', 'future')),
  currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3,5}$'),
  tick       numeric NOT NULL CHECK (tick > 0),  -- smallest price step, quote currency
  lot        numeric NOT NULL CHECK (lot > 0),   -- smallest quantity step, units
  time_zone  text NOT NULL,                      -- of its exchange; a session date is a date there
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

-- One series of bars: what there is of it. Its row is locked by whoever changes bars of the series, so changes of one
-- series happen one after another, and `changed_at` rises strictly: a reader that reads "as of" it sees exactly the state
-- it was read from, whatever commits meanwhile.
CREATE TABLE bar_series (
  instrument_id integer NOT NULL REFERENCES instrument (id),
  resolution    integer NOT NULL CHECK (resolution IN (1, 5, 15, 60, 240, 1440, 10080, 43200)),
  bars          bigint NOT NULL DEFAULT 0 CHECK (bars >= 0),
  first_ts      timestamptz,
  last_ts       timestamptz,
  changed_at    timestamptz(3) NOT NULL,
  PRIMARY KEY (instrument_id, resolution),
  CONSTRAINT bar_series_ends CHECK ((bars = 0) = (first_ts IS NULL) AND (bars = 0) = (last_ts IS NULL) AND first_ts <= last_ts)
);

-- One import that was committed, with its bars, in one transaction. A refused or canceled one leaves no row.
CREATE TABLE bar_import (
  id            text PRIMARY KEY,
  no            integer GENERATED ALWAYS AS IDENTITY UNIQUE,  -- what a bar carries: 4 bytes instead of 36
  instrument_id integer NOT NULL REFERENCES instrument (id),
  symbol        text NOT NULL,
  resolution    integer NOT NULL,
  file_name     text NOT NULL,
  file_bytes    bigint NOT NULL CHECK (file_bytes >= 0),
  sha256        text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  mapping       jsonb NOT NULL,                               -- how the file was read, so that it can be read so again
  inserted      integer NOT NULL CHECK (inserted >= 0),
  replaced      integer NOT NULL CHECK (replaced >= 0),
  unchanged     integer NOT NULL CHECK (unchanged >= 0),
  skipped       integer NOT NULL CHECK (skipped >= 0),        -- bad lines that a person chose to leave out
  first_ts      timestamptz,                                  -- of the bars in the file
  last_ts       timestamptz,
  status        text NOT NULL DEFAULT 'completed' CHECK (status IN ('completed', 'undone')),
  created_by    text,
  created_at    timestamptz(3) NOT NULL,                      -- equals available_at of the bars it wrote
  undone_by     text,
  undone_at     timestamptz(3),
  CONSTRAINT bar_import_undone CHECK ((status = 'undone') = (undone_at IS NOT NULL))
);
CREATE INDEX bar_import_by_series ON bar_import (instrument_id, resolution, no);

-- bar_revision: what a bar was before it was replaced or removed, and when that was so: from available_at up to, without,
-- replaced_at. A bar that was put back by an undo gets a new available_at, so the spans of one bar never overlap.
CREATE TABLE bar_revision (
  instrument_id integer          NOT NULL,
  resolution    integer          NOT NULL,
  ts            timestamptz      NOT NULL,
  open          double precision NOT NULL,
  high          double precision NOT NULL,
  low           double precision NOT NULL,
  close         double precision NOT NULL,
  volume        double precision NOT NULL,
  available_at  timestamptz(3)   NOT NULL,
  replaced_at   timestamptz(3)   NOT NULL,
  import_no     integer          NOT NULL,  -- the import that wrote this row
  replaced_by   integer,                    -- the import that replaced it; null: an undo took it away
  PRIMARY KEY (instrument_id, resolution, ts, available_at),
  CONSTRAINT bar_revision_span CHECK (available_at < replaced_at)
);
-- What was known is history: it is added to, never changed.
CREATE TRIGGER bar_revision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bar_revision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- bar: one row per instrument, resolution and start. No foreign keys: a check a row would halve the ingest, and the merge
-- holds the series row, which has them. A hypertable where TimescaleDB is loaded, native partitions by time elsewhere:
-- same columns, same key, same answers.
DO $$
DECLARE
  hyper CONSTANT boolean := EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb')
    AND current_setting('shared_preload_libraries') ~ '(^|[ ,"/])timescaledb([ ,"]|$)';
  columns CONSTANT text := $c$
    CREATE TABLE bar (
      instrument_id integer          NOT NULL,
      resolution    integer          NOT NULL,  -- minutes; 1440 is a session, not a UTC day
      ts            timestamptz      NOT NULL,  -- start of the bar, inclusive; a session: its date at 00:00 UTC
      open          double precision NOT NULL,  -- quote currency per unit, unadjusted
      high          double precision NOT NULL,
      low           double precision NOT NULL,
      close         double precision NOT NULL,
      volume        double precision NOT NULL,  -- units
      available_at  timestamptz(3)   NOT NULL,  -- when this row became known here
      import_no     integer          NOT NULL,  -- the import that wrote it
      PRIMARY KEY (instrument_id, resolution, ts),
      -- NaN sorts above infinity, so these comparisons refuse it too.
      CONSTRAINT bar_range CHECK (low <= open AND low <= close AND high >= open AND high >= close),
      CONSTRAINT bar_finite CHECK (low > '-infinity' AND high < 'infinity' AND volume >= 0 AND volume < 'infinity')
    )$c$;
  -- Up to this year history is thin; from here on each year has minutes of many instruments.
  year_first CONSTANT integer := 2000;
  year_last  CONSTANT integer := 2049;
  span record;
  minutes integer;
BEGIN
  IF hyper THEN
    CREATE EXTENSION IF NOT EXISTS timescaledb;
    EXECUTE columns;
    PERFORM create_hypertable('bar', by_range('ts', INTERVAL '1 year'), create_default_indexes => false);
    -- A chunk is compressed once its whole year is three months past. Repairs and undo still reach it: they run with
    -- timescaledb.max_tuples_decompressed_per_dml_transaction = 0, and what they unpack is packed again by the policy.
    EXECUTE $q$ALTER TABLE bar SET (timescaledb.compress, timescaledb.compress_segmentby = 'instrument_id, resolution',
      timescaledb.compress_orderby = 'ts')$q$;
    PERFORM add_compression_policy('bar', INTERVAL '90 days');
  ELSE
    EXECUTE columns || ' PARTITION BY RANGE (ts)';
    -- One partition for 1900 to 1979, five years each to 1999, one year each to 2049, ten years each to 2099, and a
    -- default for anything else: no bar is ever refused for its year.
    FOR span IN
      SELECT 1900 AS first, 1980 AS next
      UNION ALL SELECT y, y + 5 FROM generate_series(1980, year_first - 5, 5) y
      UNION ALL SELECT y, y + 1 FROM generate_series(year_first, year_last) y
      UNION ALL SELECT y, y + 10 FROM generate_series(year_last + 1, 2090, 10) y
    LOOP
      EXECUTE format('CREATE TABLE bar_y%s PARTITION OF bar FOR VALUES FROM (%L) TO (%L)', span.first,
        make_timestamptz(span.first, 1, 1, 0, 0, 0, 'UTC'), make_timestamptz(span.next, 1, 1, 0, 0, 0, 'UTC'));
    END LOOP;
    CREATE TABLE bar_other PARTITION OF bar DEFAULT;
  END IF;

  -- Rollups that need no calendar, from one-minute bars. The start of a bucket counts from midnight UTC in both worlds.
  FOREACH minutes IN ARRAY ARRAY[5, 15] LOOP
    IF hyper THEN
      EXECUTE format($q$CREATE MATERIALIZED VIEW bar_%1$sm WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
        SELECT instrument_id, time_bucket(make_interval(mins => %1$s), ts) AS ts, first(open, ts) AS open, max(high) AS high,
          min(low) AS low, last(close, ts) AS close, sum(volume) AS volume
        FROM bar WHERE resolution = 1 GROUP BY 1, 2 WITH NO DATA$q$, minutes);
      -- From the beginning: an import of old bars is rolled up at the next run, not only what is recent.
      PERFORM add_continuous_aggregate_policy(format('bar_%sm', minutes)::regclass, start_offset => NULL,
        end_offset => INTERVAL '1 hour', schedule_interval => INTERVAL '10 minutes');
    ELSE
      EXECUTE format($q$CREATE VIEW bar_%1$sm AS
        SELECT instrument_id, date_bin(make_interval(mins => %1$s), ts, TIMESTAMPTZ '2000-01-01 00:00:00+00') AS ts,
          (array_agg(open ORDER BY ts))[1] AS open, max(high) AS high, min(low) AS low,
          (array_agg(close ORDER BY ts DESC))[1] AS close, sum(volume) AS volume
        FROM bar WHERE resolution = 1 GROUP BY 1, 2$q$, minutes);
    END IF;
  END LOOP;
END $$;
