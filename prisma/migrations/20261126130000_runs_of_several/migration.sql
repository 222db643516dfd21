-- Runs on several instruments, and what people write on runs.

-- Instruments of a run besides its first, which is in its own row. The series it read and their hashes are on its card.
CREATE TABLE backtest_run_instrument (
  run_id        text NOT NULL REFERENCES backtest_run (id) ON DELETE CASCADE ON UPDATE CASCADE,
  place         integer NOT NULL CHECK (place >= 1),
  instrument_id integer NOT NULL,
  PRIMARY KEY (run_id, place)
);
CREATE INDEX backtest_run_instrument_used ON backtest_run_instrument (instrument_id);

ALTER TABLE backtest_run
  ADD COLUMN note text NOT NULL DEFAULT '' CHECK (char_length(note) <= 4000),
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 20);
-- Runs with a tag, few among many.
CREATE INDEX backtest_run_tags ON backtest_run USING gin (tags) WHERE tags <> '{}';
