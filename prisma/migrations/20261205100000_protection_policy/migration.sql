-- What is done about a position of an account that stops do not cover. Every change that was asked for is kept with what became of it;
-- what is in force is their sum.

-- A change of an account's policy, as somebody asked for it.
CREATE TABLE protection_change (
  change_id  text PRIMARY KEY,
  account_id text NOT NULL REFERENCES portfolio_account (account_id),
  version    integer NOT NULL CHECK (version > 0),                -- the one it makes
  terms      jsonb NOT NULL,
  before     jsonb NOT NULL,
  looser     boolean NOT NULL,                                    -- lets a position stand uncovered for longer
  reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  asked_by   text,                                                -- null: the command line
  asked_at   timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX protection_change_of_account ON protection_change (account_id, asked_at DESC, change_id DESC);
CREATE TRIGGER protection_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON protection_change
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What became of it: once.
CREATE TABLE protection_decision (
  change_id  text PRIMARY KEY REFERENCES protection_change (change_id),
  outcome    text NOT NULL CHECK (outcome IN ('in_force', 'rejected', 'withdrawn')),
  decided_by text,                                                -- null: the command line
  decided_at timestamptz(3) NOT NULL,
  note       text CHECK (length(note) BETWEEN 1 AND 200)
);
CREATE TRIGGER protection_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON protection_decision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What is in force: the newest change of each account that came into force. Projection.
CREATE TABLE protection_policy (
  account_id text PRIMARY KEY REFERENCES portfolio_account (account_id),
  version    integer NOT NULL,
  terms      jsonb NOT NULL,
  since      timestamptz(3) NOT NULL
);

-- A position that stands uncovered now, or too many stops, of an account with a policy. What is to be done and is not done yet stands
-- here: a restart does it.
CREATE TABLE protection_watch (
  account_id text NOT NULL REFERENCES portfolio_account (account_id),
  symbol     text NOT NULL,
  fault      text NOT NULL CHECK (fault IN ('uncovered', 'surplus')),
  episode_id text NOT NULL UNIQUE,                                -- part of the keys of what is ordered because of it
  since      timestamptz(3) NOT NULL,
  due_at     timestamptz(3) NOT NULL,                             -- when something is done about it, or it is looked at again
  told       text,                                                -- the last that somebody was told of it; null: nothing
  tries      integer NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, symbol, fault)
);

-- What was seen and done, as it was. Append-only.
CREATE TABLE protection_event (
  event_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz(3) NOT NULL,
  account_id text NOT NULL,
  symbol     text NOT NULL,
  fault      text NOT NULL CHECK (fault IN ('uncovered', 'surplus')),
  episode_id text NOT NULL,
  event      text NOT NULL CHECK (event IN ('told', 'placed', 'refused', 'mended', 'gave_up', 'over')),
  facts      jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX protection_event_of_account ON protection_event (account_id, event_id DESC);
CREATE TRIGGER protection_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON protection_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
