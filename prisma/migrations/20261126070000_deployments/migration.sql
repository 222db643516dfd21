-- Strategies that run by themselves. What was decided at each bar is kept for ever with what went into it; how a deployment stands
-- is a row that its leased runner and people change under its lock, each change beside it.

CREATE TABLE deployment (
  deployment_id    text PRIMARY KEY CHECK (deployment_id ~ '^[A-Za-z0-9-]{1,36}$'),  -- part of its orders' keys
  owner_id         text REFERENCES user_account (id),                -- null: the command line
  name             text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  strategy         text NOT NULL,                                 -- built-in name, or <slug>@<number>
  strategy_title   text NOT NULL,
  strategy_version text NOT NULL,                                 -- as run cards name it
  preset_id        text,
  params           jsonb NOT NULL,                                -- complete
  pending          jsonb,                                         -- parameters from the next bar on; null: none
  pending_at       timestamptz(3),
  instruments      text[] NOT NULL CHECK (cardinality(instruments) BETWEEN 1 AND 100),
  resolution       text NOT NULL,
  account_id       text NOT NULL,
  currency         text NOT NULL,
  capital          numeric NOT NULL CHECK (capital > 0),
  schedule         text NOT NULL CHECK (schedule IN ('sessions', 'always')),
  stage            text NOT NULL CHECK (stage IN ('draft', 'backtest', 'out_of_sample', 'paper', 'shadow')),
  status           text NOT NULL CHECK (status IN
    ('starting', 'warming', 'running', 'reduce_only', 'pausing', 'paused', 'stopped', 'failed')),
  reason           jsonb,
  status_since     timestamptz(3) NOT NULL,
  created_at       timestamptz(3) NOT NULL,
  started_at       timestamptz(3),                                -- first
  epoch            integer NOT NULL CHECK (epoch >= 0),           -- 0: never begun
  decided_to       timestamptz(3),                                -- close of the newest bar that was decided on
  refused_in_a_row integer NOT NULL DEFAULT 0 CHECK (refused_in_a_row >= 0),
  transitions      integer NOT NULL CHECK (transitions >= 0),
  CHECK ((status IN ('reduce_only', 'failed')) = (reason IS NOT NULL)),
  CHECK ((pending IS NULL) = (pending_at IS NULL))
);
CREATE INDEX deployment_newest ON deployment (created_at DESC, deployment_id DESC);
CREATE UNIQUE INDEX deployment_name ON deployment (coalesce(owner_id, ''), lower(name));
CREATE INDEX deployment_active ON deployment (deployment_id)
  WHERE status IN ('starting', 'warming', 'running', 'reduce_only', 'pausing');

-- One strategy trades an instrument on an account once; a claim goes when the deployment is over.
CREATE TABLE deployment_claim (
  account_id    text NOT NULL,
  strategy      text NOT NULL,                                    -- without its version
  symbol        text NOT NULL,
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  PRIMARY KEY (account_id, strategy, symbol)
);
CREATE INDEX deployment_claim_of ON deployment_claim (deployment_id);

-- States it went through.
CREATE TABLE deployment_transition (
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  number        integer NOT NULL CHECK (number > 0),
  at            timestamptz(3) NOT NULL,
  event         text NOT NULL,
  from_status   text,                                             -- null: created
  to_status     text NOT NULL,
  reason        jsonb,
  by_user       text,                                             -- null: its runner, or the command line
  PRIMARY KEY (deployment_id, number)
);
CREATE TRIGGER deployment_transition_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_transition
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The strategy begun anew: after a start, a pause, a change of parameters. It watches bars from warm_from and decides from live_from.
CREATE TABLE deployment_epoch (
  deployment_id    text NOT NULL REFERENCES deployment (deployment_id),
  epoch            integer NOT NULL CHECK (epoch > 0),
  params           jsonb NOT NULL,
  strategy_version text NOT NULL,
  warm_from        timestamptz(3) NOT NULL,                       -- start of the first bar it watches
  live_from        timestamptz(3) NOT NULL,                       -- close of the first bar it decides on
  opening          jsonb NOT NULL,                                -- {cash, positions: {symbol: units}} as it begins, decimal text
  begun_at         timestamptz(3) NOT NULL,
  PRIMARY KEY (deployment_id, epoch)
);
CREATE TRIGGER deployment_epoch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_epoch
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What it decided at the close of a bar, once.
CREATE TABLE deployment_decision (
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  moment        timestamptz(3) NOT NULL,                          -- when the bar was over
  epoch         integer NOT NULL,
  bar_at        timestamptz(3) NOT NULL,                          -- start of the bar
  decided_at    timestamptz(3) NOT NULL,
  outcome       text NOT NULL CHECK (outcome IN ('ordered', 'blocked', 'none', 'failed')),
  inputs_hash   text NOT NULL,
  symbols       text[] NOT NULL,                                  -- that it wanted something in
  body          jsonb NOT NULL,                                   -- {seen, wishes, intents, gates, notes}
  PRIMARY KEY (deployment_id, moment)
);
CREATE TRIGGER deployment_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_decision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An order that its strategy placed, by the number the strategy knows it by; and orders that flattened it, which have none.
CREATE TABLE deployment_order (
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  epoch         integer NOT NULL,
  symbol        text NOT NULL,
  number        integer NOT NULL,                                 -- below 0: none of the strategy's
  moment        timestamptz(3),                                   -- decision it comes from; null: a person's flatten
  request       jsonb NOT NULL,
  state         text NOT NULL CHECK (state IN ('held', 'sent', 'dropped')),  -- held: its parent is not filled yet
  order_id      text UNIQUE,                                      -- null: nothing was sent
  PRIMARY KEY (deployment_id, epoch, symbol, number),
  CHECK ((state = 'sent') = (order_id IS NOT NULL))
);
CREATE INDEX deployment_order_held ON deployment_order (deployment_id) WHERE state = 'held';

-- A fill as its strategy was told of it: at which decision. A restart tells it the same at the same bar.
CREATE TABLE deployment_fill (
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  account_id    text NOT NULL,
  exec_id       text NOT NULL,
  order_id      text NOT NULL,
  epoch         integer NOT NULL,
  told_at       timestamptz(3) NOT NULL,                          -- moment of the decision
  PRIMARY KEY (account_id, exec_id)
);
CREATE INDEX deployment_fill_of ON deployment_fill (deployment_id, epoch, told_at);
CREATE TRIGGER deployment_fill_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_fill
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How a session's decisions compare with what the engine decides on the bars that are stored.
CREATE TABLE deployment_parity (
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  session       date NOT NULL,
  compared_at   timestamptz(3) NOT NULL,
  decisions     integer NOT NULL CHECK (decisions >= 0),
  alike         integer NOT NULL CHECK (alike BETWEEN 0 AND decisions),
  fills         integer NOT NULL CHECK (fills >= 0),
  fills_alike   integer NOT NULL CHECK (fills_alike BETWEEN 0 AND fills),
  first         jsonb,                                            -- the first difference; null: none
  PRIMARY KEY (deployment_id, session)
);
