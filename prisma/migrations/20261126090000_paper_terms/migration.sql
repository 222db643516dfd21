-- What fills the orders of a paper account. No row: quotes, with the installation's latency.
CREATE TABLE paper_terms (
  account_id text PRIMARY KEY,
  fill_model text NOT NULL CHECK (fill_model IN ('quotes', 'bars')),
  resolution text NOT NULL CHECK (resolution IN ('1m', '5m', '15m', '1h', '4h', '1d')),  -- of the bars that fill; unused with quotes
  latency_ms integer CHECK (latency_ms BETWEEN 0 AND 60000),                             -- null: the installation's, none with bars
  set_by     text,                                                                       -- null: the command line
  set_at     timestamptz(3) NOT NULL
);
