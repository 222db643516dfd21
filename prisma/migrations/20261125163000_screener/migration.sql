-- Screens: a question, asked of many instruments, and what each time answered.

CREATE TABLE screen (
  id          text PRIMARY KEY,
  owner_id    text NOT NULL REFERENCES user_account (id) ON DELETE CASCADE ON UPDATE CASCADE,
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  shared      boolean NOT NULL DEFAULT false,  -- everybody may see and run it; only its owner and admins change it
  condition   jsonb NOT NULL,
  universe    jsonb NOT NULL,
  resolution  text NOT NULL,
  schedule    jsonb NOT NULL,
  benchmark   text,                            -- symbol that outcomes are compared with
  version     integer NOT NULL DEFAULT 1 CHECK (version > 0),
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  updated_at  timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX screen_by_owner ON screen (owner_id, name);

-- One time the question was asked. Keeps the condition as it was then.
CREATE TABLE screen_run (
  id          text PRIMARY KEY,
  screen_id   text NOT NULL REFERENCES screen (id) ON DELETE CASCADE ON UPDATE CASCADE,
  job_id      text NOT NULL UNIQUE,
  version     integer NOT NULL,
  condition   jsonb NOT NULL,
  resolution  text NOT NULL,
  status      text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'canceled')),
  asked       integer NOT NULL DEFAULT 0,      -- instruments that were asked
  unknown     integer NOT NULL DEFAULT 0,      -- of these, those whose bars do not reach far enough to tell
  hits        integer NOT NULL DEFAULT 0,
  started_by  text,                            -- null: its schedule
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  finished_at timestamptz(3)
);
CREATE INDEX screen_run_by_screen ON screen_run (screen_id, created_at DESC, id DESC);

-- One instrument that answered yes. Outcomes are filled in once their bars are there.
CREATE TABLE screen_hit (
  run_id        text NOT NULL REFERENCES screen_run (id) ON DELETE CASCADE ON UPDATE CASCADE,
  instrument_id integer NOT NULL,
  symbol        text NOT NULL,
  bar_ts        timestamptz(3) NOT NULL,       -- start of the bar at which it held
  close         double precision NOT NULL,     -- of that bar, quote currency
  change        double precision,              -- fraction against the bar before
  fresh         boolean NOT NULL,              -- not among the hits of the run before
  findings      jsonb NOT NULL,                -- what each comparison saw
  return_1      double precision,
  return_5      double precision,
  return_20     double precision,
  benchmark_1   double precision,
  benchmark_5   double precision,
  benchmark_20  double precision,
  PRIMARY KEY (run_id, instrument_id)
);
CREATE INDEX screen_hit_open ON screen_hit (run_id) WHERE return_20 IS NULL;
