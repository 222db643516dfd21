-- What the live monitor saw: how far each account is into each limit, and every step that was taken because of it.

-- Where an account stands with a limit now. What is to be done and is not done yet stands here: a restart does it.
CREATE TABLE risk_watch (
  limit_id   text NOT NULL,
  account_id text NOT NULL REFERENCES portfolio_account (account_id),
  level      text NOT NULL CHECK (level IN ('calm', 'warned', 'unknown', 'breached')),
  since      timestamptz(3) NOT NULL,
  -- The event of a breach whose steps are still to be taken; null: nothing is.
  pending    bigint,
  tries      integer NOT NULL DEFAULT 0,
  PRIMARY KEY (limit_id, account_id)
);
CREATE INDEX risk_watch_pending ON risk_watch (pending) WHERE pending IS NOT NULL;

-- Every change of a level and every step, as it was. Append-only.
CREATE TABLE risk_event (
  event_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz(3) NOT NULL,
  limit_id   text NOT NULL,
  version    integer NOT NULL,
  kind       text NOT NULL,                                       -- of the limit
  name       text,
  account_id text NOT NULL,
  event      text NOT NULL CHECK (event IN ('calm', 'warned', 'unknown', 'breached', 'acted')),
  used       numeric,                                             -- null: unknown
  allowed    numeric NOT NULL,
  symbol     text,                                                -- of limits per instrument: the one that uses most
  step       text NOT NULL CHECK (step IN ('alert', 'reduce_only', 'cancel', 'flatten')),
  outcome    jsonb NOT NULL DEFAULT '{}'                          -- of 'acted': what was done, what could not be
);
CREATE INDEX risk_event_of_account ON risk_event (account_id, event_id DESC);
CREATE TRIGGER risk_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
