-- How long bars of a resolution are kept. No row: for ever.
CREATE TABLE bar_retention (
  resolution integer PRIMARY KEY CHECK (resolution IN (1, 5, 15, 60)),  -- what is longer is kept for ever
  keep_days  integer NOT NULL CHECK (keep_days BETWEEN 30 AND 36500),
  updated_by text,
  updated_at timestamptz(3) NOT NULL
);
-- The duty looks for series that begin before a date.
CREATE INDEX bar_series_by_first ON bar_series (resolution, first_ts);
