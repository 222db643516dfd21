-- Our side of an account held against its venue's: when that was last done, and what differs until somebody or the venue ends it.

-- What fills of a simulated venue changed of cash.
CREATE TABLE paper_cash (
  account_id text NOT NULL REFERENCES paper_venue (account_id),
  currency   text NOT NULL,
  amount     numeric NOT NULL,
  PRIMARY KEY (account_id, currency)
);
INSERT INTO paper_cash (account_id, currency, amount)
SELECT account_id, currency, sum(amount) FROM (
  SELECT e.account_id, e.event->>'currency' AS currency,
    (CASE e.event->>'side' WHEN 'buy' THEN -1 ELSE 1 END) * (e.event->>'qty')::numeric * (e.event->>'price')::numeric
      * coalesce(i.multiplier, 1) AS amount
  FROM paper_event e LEFT JOIN instrument i ON i.symbol = e.event->>'symbol' WHERE e.event->>'type' = 'filled'
  UNION ALL
  SELECT e.account_id, f.fee->>'currency', -(f.fee->>'amount')::numeric
  FROM paper_event e CROSS JOIN LATERAL jsonb_array_elements(e.event->'fees') f(fee) WHERE e.event->>'type' = 'filled'
) paid GROUP BY account_id, currency;

-- The last comparison of an account.
CREATE TABLE reconcile_run (
  account_id   text PRIMARY KEY,
  at           timestamptz(3),                                  -- null: never yet
  cause        text CHECK (cause IN ('start', 'reconnect', 'minute', 'asked')),
  outcome      text CHECK (outcome IN ('agreed', 'differs', 'no_answer')),
  agreed_at    timestamptz(3),                                  -- when both sides last agreed
  orders       integer NOT NULL DEFAULT 0,                      -- how many of each were held against each other
  fills        integer NOT NULL DEFAULT 0,
  positions    integer NOT NULL DEFAULT 0,
  currencies   integer NOT NULL DEFAULT 0,
  asked_at     timestamptz(3),                                  -- somebody wants it again
  CHECK ((at IS NULL) = (outcome IS NULL))
);

-- One thing in which the sides differ. `settled`: it agrees by itself, or somebody adopted or corrected it.
CREATE TABLE reconcile_item (
  item_id      text PRIMARY KEY,
  account_id   text NOT NULL,
  about        text NOT NULL CHECK (about IN ('order', 'fill', 'position', 'cash', 'word')),
  kind         text NOT NULL CHECK (kind IN ('missing_here', 'missing_there', 'unknown_fill', 'qty_differs', 'terms_differ',
                 'unknown_word', 'quarantined')),
  key          text NOT NULL,
  symbol       text,
  ours         jsonb,
  theirs       jsonb,
  difference   numeric,
  state        text NOT NULL CHECK (state IN ('open', 'ignored', 'settled')),
  found_at     timestamptz(3) NOT NULL,
  seen_at      timestamptz(3) NOT NULL,                         -- when it was last found
  ended_at     timestamptz(3),
  ended_how    text CHECK (ended_how IN ('agreed', 'adopted', 'corrected', 'ignored')),
  ended_by     text,                                            -- null: the house, or the command line
  reason       text CHECK (length(reason) <= 500),
  batch_id     text,                                            -- what was booked for it
  CHECK ((state = 'open') = (ended_at IS NULL)),
  CHECK ((ended_at IS NULL) = (ended_how IS NULL))
);
-- One for each thing, until it is settled.
CREATE UNIQUE INDEX reconcile_item_live ON reconcile_item (account_id, about, key) WHERE state <> 'settled';
CREATE INDEX reconcile_item_open ON reconcile_item (account_id, symbol) WHERE state = 'open';
CREATE INDEX reconcile_item_newest ON reconcile_item (account_id, found_at DESC, item_id DESC);
