-- Lists of instruments that a person keeps in an order of their own, for themselves or for everybody to see.

CREATE TABLE watchlist (
  id         text PRIMARY KEY,
  name       text NOT NULL CHECK (name = btrim(name) AND length(name) BETWEEN 1 AND 60),
  owner_id   text NOT NULL,                  -- user id
  shared     boolean NOT NULL DEFAULT false, -- everybody who is signed in may read it
  columns    jsonb NOT NULL,                 -- names of the shown columns, in order
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
-- A person tells lists apart by name.
CREATE UNIQUE INDEX watchlist_by_owner ON watchlist (owner_id, lower(name));
CREATE INDEX watchlist_shared ON watchlist (lower(name)) WHERE shared;

-- Whoever changes items holds the row of their list, so changes of one list happen one after another.
CREATE TABLE watchlist_item (
  watchlist_id  text NOT NULL REFERENCES watchlist (id) ON DELETE CASCADE,
  instrument_id integer NOT NULL REFERENCES instrument (id),
  place         integer NOT NULL CHECK (place >= 0),  -- order in the list; gaps mean nothing
  added_by      text,
  added_at      timestamptz(3) NOT NULL,
  PRIMARY KEY (watchlist_id, instrument_id)
);
CREATE INDEX watchlist_item_by_instrument ON watchlist_item (instrument_id);
