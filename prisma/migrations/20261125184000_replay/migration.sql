-- Replays: stored history that is played again as if it were live, into instruments of its own.

CREATE TABLE replay_session (
  id           text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  status       text NOT NULL CHECK (status IN ('playing', 'paused', 'finished', 'stopped')),
  resolution   integer NOT NULL,                -- of the bars that are played, minutes
  from_ts      timestamptz(3) NOT NULL,         -- bars that start in [from_ts, to_ts) are played
  to_ts        timestamptz(3) NOT NULL,
  position     timestamptz(3) NOT NULL,         -- everything that ended by then is played and kept: a crash goes on here
  speed        double precision CHECK (speed > 0),  -- null: as fast as possible
  leap         integer NOT NULL DEFAULT 1,      -- rises with every seek; a mark of an older leap changes nothing
  cleared_leap integer NOT NULL DEFAULT 0,      -- the leap for which the bars of before were cleared away
  steps_asked  integer NOT NULL DEFAULT 0,
  steps_done   integer NOT NULL DEFAULT 0,
  created_by   text,
  created_at   timestamptz(3) NOT NULL,
  updated_at   timestamptz(3) NOT NULL,
  CHECK (from_ts < to_ts),
  CHECK (position BETWEEN from_ts AND to_ts),
  CHECK (steps_done <= steps_asked AND cleared_leap <= leap)
);
CREATE INDEX replay_session_by_time ON replay_session (created_at DESC, id DESC);

CREATE TABLE replay_instrument (
  session_id    text NOT NULL REFERENCES replay_session (id) ON DELETE CASCADE ON UPDATE CASCADE,
  place         integer NOT NULL,
  source_id     integer NOT NULL REFERENCES instrument (id) ON DELETE CASCADE ON UPDATE CASCADE,  -- whose bars are played
  instrument_id integer NOT NULL REFERENCES instrument (id) ON DELETE CASCADE ON UPDATE CASCADE,  -- into which
  as_of         timestamptz(3) NOT NULL,        -- the bars as they were known then
  PRIMARY KEY (session_id, place),
  UNIQUE (session_id, instrument_id),
  CHECK (source_id <> instrument_id)            -- a replay is never played into what it is of
);
CREATE INDEX replay_instrument_by_instrument ON replay_instrument (instrument_id);
