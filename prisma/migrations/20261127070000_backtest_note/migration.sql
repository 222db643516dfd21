-- What a strategy wrote while it ran, oldest first: its decisions in its own words. Of a run that wrote something one row.
CREATE TABLE backtest_note (
  run_id text PRIMARY KEY REFERENCES backtest_run (id) ON DELETE CASCADE ON UPDATE CASCADE,
  lines  jsonb NOT NULL CHECK (jsonb_typeof(lines) = 'array')  -- at most 1000, each with its moment
);
