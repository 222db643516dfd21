-- Searches by what they were worth out of sample, however many there are.

-- Null: it has no answer (yet). Kept by the database, so that no code can forget it.
ALTER TABLE search_run ADD COLUMN oos_return double precision
  GENERATED ALWAYS AS (CASE WHEN status = 'succeeded' THEN (outcome #>> '{walk,totalReturn}')::double precision END) STORED;
CREATE INDEX search_run_rank ON search_run (oos_return DESC NULLS LAST, created_at DESC, id DESC);
