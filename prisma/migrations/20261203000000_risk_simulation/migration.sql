-- A limit held against a past: asked for, worked on as a job, and kept for a while so that it can be looked at again. Whoever may see
-- the account or the backtest may see it.
CREATE TABLE risk_simulation (
  simulation_id text PRIMARY KEY,
  job_id        text NOT NULL UNIQUE,
  limit_id      text,                                             -- the limit that it tries other terms of; null: one that is not set yet
  terms         jsonb NOT NULL,
  account_id    text REFERENCES portfolio_account (account_id),
  run_id        text,
  asked_by      text,                                             -- null: the command line
  asked_at      timestamptz(3) NOT NULL,
  ended_at      timestamptz(3),
  result        jsonb,                                            -- null: not at its end, refused or canceled
  CHECK (num_nonnulls(account_id, run_id) = 1),
  CHECK (result IS NULL OR ended_at IS NOT NULL)
);
CREATE INDEX risk_simulation_open ON risk_simulation (asked_at) WHERE ended_at IS NULL;
CREATE INDEX risk_simulation_by_limit ON risk_simulation (limit_id, asked_at DESC) WHERE limit_id IS NOT NULL;
CREATE INDEX risk_simulation_by_account ON risk_simulation (account_id, asked_at DESC) WHERE account_id IS NOT NULL;
CREATE INDEX risk_simulation_by_run ON risk_simulation (run_id, asked_at DESC) WHERE run_id IS NOT NULL;
CREATE INDEX risk_simulation_newest ON risk_simulation (asked_at DESC, simulation_id DESC);
