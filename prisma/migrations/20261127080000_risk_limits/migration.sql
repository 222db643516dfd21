-- Limits of the house. Every change that was asked for is kept with what became of it; what is in force is their sum.

-- A change of a limit, as somebody asked for it.
CREATE TABLE risk_limit_change (
  change_id  text PRIMARY KEY,
  limit_id   text NOT NULL,
  version    integer NOT NULL CHECK (version > 0),                -- the one it makes
  kind       text NOT NULL,
  scope_of   text NOT NULL CHECK (scope_of IN ('all', 'user', 'account')),
  subject    text,
  name       text CHECK (length(name) BETWEEN 1 AND 80),
  terms      jsonb,                                               -- null: the limit is taken away
  before     jsonb,                                               -- null: there was none
  looser     boolean NOT NULL,                                    -- lets something pass that was refused
  reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  asked_by   text,                                                -- null: the command line
  asked_at   timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  CHECK ((scope_of = 'all') = (subject IS NULL)),
  CHECK (terms IS NOT NULL OR before IS NOT NULL)
);
CREATE INDEX risk_limit_change_newest ON risk_limit_change (asked_at DESC, change_id DESC);
CREATE INDEX risk_limit_change_of_limit ON risk_limit_change (limit_id, asked_at DESC);
CREATE TRIGGER risk_limit_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_limit_change
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What became of it: once.
CREATE TABLE risk_limit_decision (
  change_id  text PRIMARY KEY REFERENCES risk_limit_change (change_id),
  outcome    text NOT NULL CHECK (outcome IN ('in_force', 'rejected', 'withdrawn')),
  decided_by text,                                                -- null: the command line
  decided_at timestamptz(3) NOT NULL,
  note       text CHECK (length(note) BETWEEN 1 AND 200)
);
CREATE TRIGGER risk_limit_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_limit_decision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What is in force: the newest change of each limit that came into force. Projection.
CREATE TABLE risk_limit (
  limit_id text PRIMARY KEY,
  version  integer NOT NULL,
  scope_of text NOT NULL,
  subject  text,
  name     text,
  terms    jsonb NOT NULL,
  since    timestamptz(3) NOT NULL
);

-- Cancels of the last while, for limits on their rate.
CREATE INDEX order_event_cancels ON order_event (at) WHERE type = 'cancel_requested';
