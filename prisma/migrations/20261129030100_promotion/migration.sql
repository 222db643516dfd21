-- Who approved that a deployment goes on, and as what: another version or other parameters are approved anew.
CREATE TABLE deployment_approval (
  deployment_id    text NOT NULL REFERENCES deployment (deployment_id),
  number           integer NOT NULL CHECK (number > 0),
  stage            text NOT NULL,                                 -- to be reached
  by_user          text NOT NULL REFERENCES user_account (id),
  strategy         text NOT NULL,
  strategy_version text NOT NULL,
  params           jsonb NOT NULL,
  approved_at      timestamptz(3) NOT NULL,
  PRIMARY KEY (deployment_id, number)
);
CREATE TRIGGER deployment_approval_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_approval
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A change takes effect at the first bar that begins then or later, and may be of the version too.
ALTER TABLE deployment
  ADD COLUMN pending_strategy text,                               -- null: the same
  ADD COLUMN pending_from     timestamptz(3),                     -- null: the next bar
  ADD CHECK (pending IS NOT NULL OR (pending_strategy IS NULL AND pending_from IS NULL));

-- The strategy as it ran; null: before versions could change, that of the deployment.
ALTER TABLE deployment_epoch ADD COLUMN strategy text;
