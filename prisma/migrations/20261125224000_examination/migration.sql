-- What the examination of a run found: one row a run, replaced when it is examined anew.
CREATE TABLE backtest_examination (
  run_id      text PRIMARY KEY REFERENCES backtest_run (id) ON DELETE CASCADE ON UPDATE CASCADE,
  verdict     text NOT NULL CHECK (verdict IN ('trust', 'doubt', 'reject')),
  trials      integer NOT NULL CHECK (trials > 0),  -- different results known on these data when it was made
  report      jsonb NOT NULL,
  examined_at timestamptz(3) NOT NULL DEFAULT now()
);

-- Tries of one strategy on one series, counted whenever a run is examined.
CREATE INDEX backtest_run_tries ON backtest_run (strategy, instrument_id, resolution) WHERE result_hash IS NOT NULL;
