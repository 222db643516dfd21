-- Backtests: the card and statistics as rows people read, the results as columns machines read.

CREATE TABLE backtest_run (
  id            text PRIMARY KEY,
  job_id        text NOT NULL UNIQUE,
  status        text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'canceled')),
  strategy      text NOT NULL,
  params        jsonb NOT NULL,
  instrument_id integer NOT NULL,
  symbol        text NOT NULL,
  resolution    text NOT NULL,
  spec          jsonb NOT NULL,
  card          jsonb,
  stats         jsonb,
  result_hash   text,
  rerun_of      text,
  error         jsonb,
  created_by    text,
  created_at    timestamptz(3) NOT NULL DEFAULT now(),
  finished_at   timestamptz(3)
);
CREATE INDEX backtest_run_recent ON backtest_run (created_at DESC);

-- One column of one result: little-endian Float64, one value a row of the table it belongs to (equity: one a bar).
CREATE TABLE backtest_series (
  run_id text NOT NULL REFERENCES backtest_run (id) ON DELETE CASCADE,
  name   text NOT NULL,
  data   bytea NOT NULL CHECK (octet_length(data) % 8 = 0),
  PRIMARY KEY (run_id, name)
);
