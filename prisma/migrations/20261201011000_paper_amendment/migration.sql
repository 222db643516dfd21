-- A fill of a paper account that somebody lets its simulated venue take back or correct, to practice with. The venue does it when its
-- worker comes to it, for only that worker writes the venue.
CREATE TABLE paper_amendment (
  account_id  text NOT NULL,
  request_key text NOT NULL,                                      -- whoever asks again with it asks for the same
  exec_id     text NOT NULL,
  qty         numeric CHECK (qty > 0),                            -- what it was instead; null with the price: it is taken back
  price       numeric,
  untold      boolean NOT NULL,                                   -- the venue changes its books and says nothing
  asked_by    text,                                               -- null: the command line
  asked_at    timestamptz(3) NOT NULL,
  done_at     timestamptz(3),
  changed     boolean,                                            -- whether there was anything to change; null: not done yet
  PRIMARY KEY (account_id, request_key),
  CHECK ((qty IS NULL) = (price IS NULL)),
  CHECK ((done_at IS NULL) = (changed IS NULL))
);
CREATE UNIQUE INDEX paper_amendment_waiting ON paper_amendment (account_id, exec_id) WHERE done_at IS NULL;

-- A word that nobody hears: what the venue has is told by it, and an account finds out by comparing.
ALTER TABLE paper_event ADD COLUMN untold boolean NOT NULL DEFAULT false;
