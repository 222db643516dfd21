-- Drills of the kill switch: the whole of it pulled on a paper account, each step timed. A row is a wish first, then the run of it,
-- then its result. One at a time is open, in the whole house.
CREATE TABLE halt_drill (
  drill_id   text PRIMARY KEY,
  account_id text NOT NULL REFERENCES portfolio_account (account_id),
  symbol     text NOT NULL,                                          -- what is opened to be stopped
  trigger    text NOT NULL CHECK (trigger IN ('asked', 'due')),
  asked_by   text,                                                   -- null: the command line
  asked_at   timestamptz(3) NOT NULL,
  started_at timestamptz(3),
  beat_at    timestamptz(3),                                         -- when its runner was last heard of
  ended_at   timestamptz(3),
  outcome    text CHECK (outcome IN ('passed', 'failed')),
  steps      jsonb NOT NULL DEFAULT '[]',
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX halt_drill_one ON halt_drill ((true)) WHERE ended_at IS NULL;
CREATE INDEX halt_drill_newest ON halt_drill (asked_at DESC, drill_id DESC);
