-- Capital may change with the parameters, at the same bar.
ALTER TABLE deployment
  ADD COLUMN pending_capital numeric CHECK (pending_capital > 0),  -- null: as it is
  ADD CHECK (pending IS NOT NULL OR pending_capital IS NULL);

-- A change that waits for a second person, or waited.
CREATE TABLE deployment_change (
  change_id     text PRIMARY KEY,
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  before        jsonb NOT NULL,                                   -- strategy, params, capital, as they were then
  after         jsonb NOT NULL,
  from_at       timestamptz(3),                                   -- null: with the next bar
  because       text[] NOT NULL CHECK (cardinality(because) > 0),
  asked_by      text REFERENCES user_account (id),                -- null: the command line
  asked_at      timestamptz(3) NOT NULL,
  expires_at    timestamptz(3) NOT NULL CHECK (expires_at > asked_at)
);
CREATE INDEX deployment_change_newest ON deployment_change (deployment_id, asked_at);
CREATE TRIGGER deployment_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_change
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE deployment_change_decision (
  change_id  text PRIMARY KEY REFERENCES deployment_change (change_id),
  outcome    text NOT NULL CHECK (outcome IN ('approved', 'rejected', 'withdrawn')),
  by_user    text REFERENCES user_account (id),
  decided_at timestamptz(3) NOT NULL
);
CREATE TRIGGER deployment_change_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_change_decision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
