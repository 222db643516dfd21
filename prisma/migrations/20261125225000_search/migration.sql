-- Searches: many combinations of one strategy's parameters. The request and what it came to as rows people read, results of
-- the combinations as columns machines read.
CREATE TABLE search_run (
  id            text PRIMARY KEY,
  job_id        text NOT NULL,                 -- the job that plans it, later the one that sums it up
  status        text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'canceled')),
  strategy      text NOT NULL,
  instrument_id integer NOT NULL,
  symbol        text NOT NULL,
  resolution    text NOT NULL,
  spec          jsonb NOT NULL,
  plan          jsonb,
  outcome       jsonb,
  trials        integer NOT NULL CHECK (trials >= 0),
  trials_done   integer NOT NULL DEFAULT 0,    -- each trial that ran is counted once, for ever
  faults        integer NOT NULL DEFAULT 0,
  chunks_done   integer NOT NULL DEFAULT 0,
  error         jsonb,
  created_by    text,
  created_at    timestamptz(3) NOT NULL DEFAULT now(),
  finished_at   timestamptz(3)
);
CREATE INDEX search_run_recent ON search_run (created_at DESC);
CREATE INDEX search_run_open ON search_run (created_at) WHERE finished_at IS NULL;
CREATE INDEX search_run_subject ON search_run (strategy, instrument_id, resolution);

-- A part of a search that one job runs. Waiting: nobody was asked yet; sent: it has a job.
CREATE TABLE search_chunk (
  search_id  text NOT NULL REFERENCES search_run (id) ON DELETE CASCADE,
  chunk      integer NOT NULL,
  status     text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'sent', 'done', 'failed', 'canceled')),
  job_id     text,
  trials     integer NOT NULL CHECK (trials > 0),
  points     bytea NOT NULL CHECK (octet_length(points) = trials * 8),  -- numbers of the combinations, little-endian Float64
  done_order integer,                          -- the how manieth chunk of its search it was to be finished
  results    bytea,                            -- columns of the combinations, in the binary form that charts read
  returns    bytea CHECK (octet_length(returns) % 4 = 0),               -- returns, a row a combination, little-endian Float32
  faults     jsonb,
  error      jsonb,
  PRIMARY KEY (search_id, chunk),
  UNIQUE (search_id, done_order),
  CHECK ((status = 'done') = (done_order IS NOT NULL))
);
-- Floats hardly compress, and trying takes longer than computing them did.
ALTER TABLE search_chunk ALTER COLUMN results SET STORAGE EXTERNAL;
ALTER TABLE search_chunk ALTER COLUMN returns SET STORAGE EXTERNAL;

-- One column of the curve out of sample: little-endian Float64.
CREATE TABLE search_series (
  search_id text NOT NULL REFERENCES search_run (id) ON DELETE CASCADE,
  name      text NOT NULL,
  data      bytea NOT NULL CHECK (octet_length(data) % 8 = 0),
  PRIMARY KEY (search_id, name)
);
ALTER TABLE search_series ALTER COLUMN data SET STORAGE EXTERNAL;
