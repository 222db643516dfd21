-- Who works, and who tries to sign in too often.

-- One row a worker process, renewed every few seconds: health reads its age. A process that ends well removes its row.
CREATE TABLE worker_process (
  id           text PRIMARY KEY,
  roles        text[] NOT NULL,
  host         text NOT NULL,
  pid          integer NOT NULL,
  version      text NOT NULL,
  started_at   timestamptz(3) NOT NULL DEFAULT now(),
  heartbeat_at timestamptz(3) NOT NULL DEFAULT now(),
  jobs_running integer NOT NULL DEFAULT 0
);

-- Points of rate-limiter-flexible, so that a restart forgives nobody. The form of the table is the library's.
CREATE TABLE sign_in_throttle (
  key    varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint              -- epoch milliseconds
);

-- The sweeper and health look for running rows whose heartbeat stopped; there are few, so the index is tiny.
CREATE INDEX job_running ON job (heartbeat_at) WHERE status = 'running';
