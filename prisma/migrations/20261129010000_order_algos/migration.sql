-- Parent orders that are spread over time. What was planned is kept as it was planned; how much is done is never counted here: it is
-- what the child orders add up to.

CREATE TABLE order_algo (
  algo_id        text PRIMARY KEY CHECK (algo_id ~ '^[A-Za-z0-9-]{1,36}$'),  -- part of its children's keys
  account_id     text NOT NULL REFERENCES portfolio_account (account_id),
  created_by     text REFERENCES user_account (id),               -- null: the command line
  kind           text NOT NULL CHECK (kind IN ('twap', 'vwap')),
  symbol         text NOT NULL,
  side           text NOT NULL CHECK (side IN ('buy', 'sell')),
  currency       text NOT NULL,
  qty            numeric NOT NULL CHECK (qty > 0),
  lot            numeric NOT NULL CHECK (lot > 0),
  limit_price    numeric,
  reduce_only    boolean NOT NULL,
  participation  numeric CHECK (participation > 0 AND participation <= 1),
  seed           bigint,
  duration_ms    integer NOT NULL CHECK (duration_ms > 0),
  slices         jsonb NOT NULL,                                  -- [{number, dueMs, upTo}], as planned at the start
  profile        jsonb,                                           -- of vwap: {sessions, resolution} it was planned from
  market_from    timestamptz(3) NOT NULL,                         -- time of the market at the start
  created_at     timestamptz(3) NOT NULL,
  status         text NOT NULL CHECK (status IN ('working', 'paused', 'completed', 'canceled', 'failed')),
  reason         text,
  refusal        text,                                            -- of reason 'refused': kind of the refusal
  status_since   timestamptz(3) NOT NULL,
  paused_ms      bigint NOT NULL DEFAULT 0 CHECK (paused_ms >= 0),
  waiting        text,                                            -- why a slice that is due is not sent; null: nothing waits
  transitions    integer NOT NULL CHECK (transitions > 0),
  CHECK (status IN ('working', 'completed') OR reason IS NOT NULL)
);
CREATE INDEX order_algo_active ON order_algo (account_id, algo_id) WHERE status IN ('working', 'paused');
CREATE INDEX order_algo_newest ON order_algo (account_id, created_at DESC, algo_id DESC);

-- A slice that was sent, once, with the order it is. What it filled stands with the order.
CREATE TABLE order_algo_child (
  algo_id  text NOT NULL REFERENCES order_algo (algo_id),
  number   integer NOT NULL CHECK (number >= 0),
  order_id text NOT NULL UNIQUE REFERENCES order_intent (order_id),
  qty      numeric NOT NULL CHECK (qty > 0),
  sent_at  timestamptz(3) NOT NULL,
  PRIMARY KEY (algo_id, number)
);
CREATE TRIGGER order_algo_child_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_algo_child
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- States it went through.
CREATE TABLE order_algo_transition (
  algo_id     text NOT NULL REFERENCES order_algo (algo_id),
  number      integer NOT NULL CHECK (number > 0),
  at          timestamptz(3) NOT NULL,
  event       text NOT NULL,
  from_status text,                                               -- null: created
  to_status   text NOT NULL,
  reason      text,
  by_user     text,                                               -- null: the house, or the command line
  PRIMARY KEY (algo_id, number)
);
CREATE TRIGGER order_algo_transition_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_algo_transition
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
