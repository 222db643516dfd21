-- What an account has by nobody's order, given to a strategy that runs on it: an entry of the books that counts in its sub-ledger as a
-- fill of its own. It stands for as long as the entry does: a reversal of the entry takes it away there as well.
ALTER TABLE reconcile_item DROP CONSTRAINT reconcile_item_ended_how_check;
ALTER TABLE reconcile_item ADD CONSTRAINT reconcile_item_ended_how_check
  CHECK (ended_how IN ('agreed', 'adopted', 'corrected', 'assigned', 'ignored'));
ALTER TABLE reconcile_item ADD COLUMN assigned_to text;           -- the deployment; null: none
ALTER TABLE reconcile_item ADD CHECK ((ended_how IS NOT DISTINCT FROM 'assigned') = (assigned_to IS NOT NULL));

CREATE TABLE deployment_assigned (
  batch_id      text PRIMARY KEY,                                 -- the entry of the books: it is given once
  deployment_id text NOT NULL REFERENCES deployment (deployment_id),
  account_id    text NOT NULL,
  item_id       text NOT NULL,                                    -- the item of the inbox that it ended
  symbol        text NOT NULL,
  side          text NOT NULL CHECK (side IN ('buy', 'sell')),
  qty           numeric NOT NULL CHECK (qty > 0),
  price         numeric NOT NULL,                                 -- what a unit was booked at
  currency      text NOT NULL,
  fees          jsonb NOT NULL,                                   -- [{amount, currency}], decimal text
  filled_at     timestamptz(3) NOT NULL,
  assigned_at   timestamptz(3) NOT NULL,
  assigned_by   text                                              -- null: the command line
);
CREATE INDEX deployment_assigned_of ON deployment_assigned (deployment_id, filled_at);
CREATE TRIGGER deployment_assigned_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deployment_assigned
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
