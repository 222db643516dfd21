-- How an account's worth is handed out to the deployments on it, and each time that was done.
CREATE TABLE account_allocation (
  account_id  text PRIMARY KEY,
  method      text NOT NULL CHECK (method IN ('fixed', 'equal', 'volatility')),
  share       numeric NOT NULL CHECK (share > 0 AND share <= 1),        -- of the account's worth
  band        numeric NOT NULL CHECK (band >= 0 AND band <= 1),         -- a capital may be off by this share of itself
  volatility  numeric NOT NULL CHECK (volatility > 0 AND volatility <= 5),  -- a year, of the worth handed out; asked of that method alone
  weights     jsonb NOT NULL,                                           -- {deployment_id: fraction}; asked of fixed alone
  changed_at  timestamptz(3) NOT NULL,
  changed_by  text,
  reckoned_at timestamptz(3)                                            -- newest; null: never
);

-- A change of what a deployment may have at work: cash that came or went, as its strategy is told of it.
CREATE TABLE deployment_capital (
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  number        integer NOT NULL CHECK (number > 0),
  epoch         integer NOT NULL,
  told_at       timestamptz(3) NOT NULL,                                -- decisions from here on have it
  before        numeric NOT NULL CHECK (before > 0),
  after         numeric NOT NULL CHECK (after > 0),
  changed_at    timestamptz(3) NOT NULL,
  PRIMARY KEY (deployment_id, number)
);
CREATE TRIGGER deployment_capital_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_capital
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
