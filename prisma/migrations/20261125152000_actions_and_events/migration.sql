-- What happened to shares, and what is expected to move prices.

-- corporate_action: one action of one instrument as somebody told it, and the span in which that was known here: from known_at
-- up to, without, replaced_at. Adjusted prices are computed from raw bars and these rows as of a moment; a correction ends one
-- row and begins another. Changes of one instrument wait for each other on its instrument row, and their moments rise strictly.
CREATE TABLE corporate_action (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instrument_id integer NOT NULL REFERENCES instrument (id),
  type          text NOT NULL CHECK (type IN ('split', 'dividend', 'symbol_change')),
  ex_date       date NOT NULL CHECK (ex_date BETWEEN '1900-01-01' AND '2099-12-31'),  -- at the exchange, from its open on
  ordinal       integer NOT NULL DEFAULT 0 CHECK (ordinal >= 0),                      -- several of one type and date
  ratio         numeric CHECK (ratio > 0),                                            -- new shares for one old
  amount        numeric CHECK (amount > 0),                                           -- money for one share before the date
  currency      text NOT NULL DEFAULT '' CHECK (currency ~ '^([A-Z]{3,5})?$'),        -- of amount; empty is that of the prices
  old_symbol    text,
  new_symbol    text,
  source        text NOT NULL CHECK (length(source) BETWEEN 1 AND 128),
  known_at      timestamptz(3) NOT NULL,
  replaced_at   timestamptz(3),
  CONSTRAINT corporate_action_span CHECK (replaced_at > known_at),
  CONSTRAINT corporate_action_shape CHECK (
    (type = 'split') = (ratio IS NOT NULL) AND (type = 'dividend') = (amount IS NOT NULL)
    AND (type = 'symbol_change') = (old_symbol IS NOT NULL) AND (type = 'symbol_change') = (new_symbol IS NOT NULL))
);
CREATE UNIQUE INDEX corporate_action_current ON corporate_action (instrument_id, type, ex_date, ordinal) WHERE replaced_at IS NULL;
CREATE INDEX corporate_action_by_instrument ON corporate_action (instrument_id, ex_date);
CREATE INDEX corporate_action_by_date ON corporate_action (ex_date, id) WHERE replaced_at IS NULL;

-- market_event: one economic, earnings or dividend event as one source tells it; telling it again changes its figures.
CREATE TABLE market_event (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        text NOT NULL CHECK (kind IN ('economic', 'earnings', 'dividend')),
  event_date  date NOT NULL CHECK (event_date BETWEEN '1900-01-01' AND '2099-12-31'),  -- where it happens
  at          timestamptz(3),                                                          -- null while only the date is known
  symbol      text NOT NULL DEFAULT '' CHECK (length(symbol) <= 32),                   -- empty: of no single instrument
  title       text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  region      text NOT NULL DEFAULT '' CHECK (length(region) <= 40),
  importance  integer NOT NULL DEFAULT 0 CHECK (importance BETWEEN 0 AND 3),           -- 0 is "nobody said"
  actual      text NOT NULL DEFAULT '' CHECK (length(actual) <= 40),
  forecast    text NOT NULL DEFAULT '' CHECK (length(forecast) <= 40),
  previous    text NOT NULL DEFAULT '' CHECK (length(previous) <= 40),
  source      text NOT NULL CHECK (length(source) BETWEEN 1 AND 128),
  updated_at  timestamptz(3) NOT NULL,
  UNIQUE (source, kind, event_date, symbol, title, region)
);
CREATE INDEX market_event_by_date ON market_event (event_date, id);
