-- Orders are what their events add up to. What was wanted and what happened is kept for ever; how an order stands and its fills
-- are projections of that, written in the same transaction, and can be dropped and made again.

-- What somebody wanted, as they wanted it.
CREATE TABLE order_intent (
  order_id   text PRIMARY KEY CHECK (order_id ~ '^[A-Za-z0-9._-]{1,64}$'),  -- the client order id at the venue
  account_id text NOT NULL,
  intent     jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL
);
CREATE TRIGGER order_intent_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_intent
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One thing that happened to an order. Two writers who saw the same version cannot both write the next one.
CREATE TABLE order_event (
  order_id    text NOT NULL REFERENCES order_intent (order_id),
  version     integer NOT NULL CHECK (version > 0),
  type        text NOT NULL,
  at          timestamptz(3) NOT NULL,                            -- by the account's clock
  event       jsonb NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),  -- by ours
  PRIMARY KEY (order_id, version),
  CHECK (event ->> 'type' = type)
);
CREATE TRIGGER order_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How an order stands. Projection.
CREATE TABLE trade_order (
  order_id        text PRIMARY KEY REFERENCES order_intent (order_id),
  account_id      text NOT NULL,
  symbol          text NOT NULL,
  side            text NOT NULL CHECK (side IN ('buy', 'sell')),
  ord_type        text NOT NULL,
  time_in_force   text NOT NULL,
  currency        text NOT NULL,
  parent_id       text,
  oco_group_id    text,
  status          text NOT NULL,
  version         integer NOT NULL CHECK (version > 0),
  qty             numeric NOT NULL CHECK (qty > 0),
  limit_price     numeric,
  stop_price      numeric,
  filled_qty      numeric NOT NULL CHECK (filled_qty >= 0 AND filled_qty <= qty),
  filled_notional numeric NOT NULL,                               -- sum of quantity times price
  venue_order_id  text,
  quarantined     integer NOT NULL CHECK (quarantined >= 0),      -- things that cannot be and wait for somebody
  reason          text,
  created_at      timestamptz(3) NOT NULL,
  sent_at         timestamptz(3),                                 -- null: nothing of it has left
  closed_at       timestamptz(3),                                 -- null: the venue may still fill it
  CHECK ((status IN ('filled', 'canceled', 'expired', 'rejected')) = (closed_at IS NOT NULL)),
  CHECK (status <> 'filled' OR filled_qty = qty)
);
CREATE INDEX trade_order_open ON trade_order (account_id, created_at, order_id) WHERE closed_at IS NULL;
CREATE INDEX trade_order_newest ON trade_order (account_id, created_at DESC, order_id DESC);
CREATE INDEX trade_order_by_parent ON trade_order (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX trade_order_by_group ON trade_order (oco_group_id) WHERE oco_group_id IS NOT NULL;
CREATE INDEX trade_order_quarantined ON trade_order (account_id, order_id) WHERE quarantined > 0;

-- One fill, once for each execution id of an account's venue. Projection.
CREATE TABLE execution_fill (
  account_id text NOT NULL,
  exec_id    text NOT NULL,                                       -- the venue's
  order_id   text NOT NULL REFERENCES order_intent (order_id),
  version    integer NOT NULL,                                    -- the event it came with
  symbol     text NOT NULL,
  side       text NOT NULL CHECK (side IN ('buy', 'sell')),
  qty        numeric NOT NULL CHECK (qty > 0),
  price      numeric NOT NULL,
  currency   text NOT NULL,
  fees       jsonb NOT NULL,                                      -- [{amount, currency}], amounts as text
  at         timestamptz(3) NOT NULL,
  PRIMARY KEY (account_id, exec_id),
  UNIQUE (order_id, version)
);
CREATE INDEX execution_fill_newest ON execution_fill (account_id, at DESC, exec_id DESC);
