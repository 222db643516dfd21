-- Scenarios that people wrote: shocks of prices, over any book. Of the house: everybody may look at what one would do to a book.
CREATE TABLE risk_scenario (
  scenario_id text PRIMARY KEY,
  name        text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 80),
  shocks      jsonb NOT NULL,
  made_by     text,                                               -- null: the command line
  made_at     timestamptz(3) NOT NULL
);
