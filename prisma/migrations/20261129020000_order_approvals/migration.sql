-- Orders that wait for a second person. A row is a wish and never an order: the order is written when somebody lets it in.
CREATE TABLE order_approval (
  approval_id text PRIMARY KEY,
  account_id  text NOT NULL REFERENCES portfolio_account (account_id),
  key         text NOT NULL CHECK (key ~ '^[A-Za-z0-9._-]{1,64}$'),  -- of the request: the order is submitted under it
  body        jsonb NOT NULL,                                     -- the request as it was asked for
  value       numeric NOT NULL,                                   -- what it was worth, in the account's currency
  allowed     numeric NOT NULL,                                   -- what passes without a second person
  price       numeric NOT NULL CHECK (price > 0),                 -- the market's side when it was asked for
  price_moved numeric NOT NULL CHECK (price_moved > 0),           -- part of it that the price may move until it is let in
  asked_by    text,                                               -- null: the command line
  asked_at    timestamptz(3) NOT NULL,
  expires_at  timestamptz(3) NOT NULL,
  UNIQUE (account_id, key)
);
CREATE INDEX order_approval_newest ON order_approval (asked_at DESC, approval_id DESC);
CREATE TRIGGER order_approval_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_approval
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What became of it: once.
CREATE TABLE order_approval_decision (
  approval_id text PRIMARY KEY REFERENCES order_approval (approval_id),
  outcome     text NOT NULL CHECK (outcome IN ('approved', 'rejected', 'withdrawn', 'price_moved')),
  order_id    text,                                               -- of 'approved'
  price       numeric,                                            -- the market's side then
  decided_by  text,                                               -- null: the command line
  decided_at  timestamptz(3) NOT NULL,
  note        text CHECK (length(note) BETWEEN 1 AND 200),
  CHECK ((outcome = 'approved') = (order_id IS NOT NULL))
);
CREATE TRIGGER order_approval_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_approval_decision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
