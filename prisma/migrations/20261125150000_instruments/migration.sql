-- What a trader must know of an instrument beyond its name, and under which names others know it.

ALTER TABLE instrument
  ADD COLUMN multiplier numeric NOT NULL DEFAULT 1 CHECK (multiplier > 0),  -- quote currency per point and unit
  ADD COLUMN calendar   text,                                               -- id of its trading calendar; null is unknown
  ADD COLUMN sector     text NOT NULL DEFAULT '',
  ADD COLUMN status     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'halted', 'delisted')),
  ADD COLUMN updated_at timestamptz(3) NOT NULL DEFAULT now();

UPDATE instrument SET calendar = CASE
  WHEN kind = 'crypto' THEN '24/7'
  WHEN kind = 'fx' THEN 'FX'
  WHEN kind IN ('equity', 'etf', 'index') AND time_zone = 'America/New_York' THEN 'XNYS'
END;

-- One name of one instrument at one source (a feed, a broker, a venue). A source uses a name for one thing only.
CREATE TABLE instrument_alias (
  source        text NOT NULL CHECK (length(source) BETWEEN 1 AND 64),
  alias         text NOT NULL CHECK (length(alias) BETWEEN 1 AND 128),
  instrument_id integer NOT NULL REFERENCES instrument (id) ON DELETE CASCADE,
  venue         text NOT NULL DEFAULT '',  -- the market behind the name, where the source has several
  created_at    timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (source, alias)
);
CREATE INDEX instrument_alias_by_instrument ON instrument_alias (instrument_id);
