-- The house: people, sessions, settings, work, news and audit. Timestamps are UTC with milliseconds.

CREATE TABLE user_account (
  id            text PRIMARY KEY,
  email         text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
  name          text NOT NULL DEFAULT '',
  role          text NOT NULL CHECK (role IN ('viewer', 'trader', 'risk', 'admin')),
  password_hash text NOT NULL,
  time_zone     text NOT NULL,
  preferences   jsonb NOT NULL DEFAULT '{}',
  created_at    timestamptz(3) NOT NULL DEFAULT now(),
  disabled_at   timestamptz(3)
);

-- A session token names a row here: signing out or revoking it ends the session at the next request.
CREATE TABLE user_session (
  id           text PRIMARY KEY,
  user_id      text NOT NULL REFERENCES user_account (id) ON DELETE CASCADE ON UPDATE CASCADE,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  last_seen_at timestamptz(3) NOT NULL,
  expires_at   timestamptz(3) NOT NULL,
  revoked_at   timestamptz(3),
  ip           text NOT NULL DEFAULT '',
  user_agent   text NOT NULL DEFAULT ''
);
CREATE INDEX user_session_by_user ON user_session (user_id, created_at);

CREATE TABLE setting (
  key        text PRIMARY KEY,
  value      jsonb NOT NULL,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by text
);

-- Long work. The queue carries it; this row is the truth.
CREATE TABLE job (
  id                  text PRIMARY KEY,
  name                text NOT NULL,
  title               text NOT NULL,
  payload             jsonb NOT NULL,
  status              text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'canceled')),
  progress_done       double precision NOT NULL DEFAULT 0,
  progress_total      double precision,
  progress_unit       text NOT NULL DEFAULT '',
  result              jsonb,
  error               jsonb,
  attempts            integer NOT NULL DEFAULT 0,
  created_by          text,
  request_id          text NOT NULL DEFAULT '',
  created_at          timestamptz(3) NOT NULL DEFAULT now(),
  started_at          timestamptz(3),
  heartbeat_at        timestamptz(3),
  finished_at         timestamptz(3),
  cancel_requested_at timestamptz(3),
  CONSTRAINT job_end_has_time CHECK ((status IN ('succeeded', 'failed', 'canceled')) = (finished_at IS NOT NULL))
);
CREATE INDEX job_by_owner ON job (created_by, created_at DESC);
CREATE INDEX job_by_status ON job (status, created_at);

CREATE TABLE notification (
  id          text PRIMARY KEY,
  user_id     text NOT NULL,
  severity    text NOT NULL CHECK (severity IN ('info', 'success', 'warning', 'failure')),
  message_key text NOT NULL,
  facts       jsonb NOT NULL DEFAULT '{}',
  href        text,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  read_at     timestamptz(3)
);
CREATE INDEX notification_by_user ON notification (user_id, created_at DESC);

-- Everything that must leave a transaction leaves through here, committed with it. A relay gives each committed row the
-- next `seq`, one relay at a time, so a reader that resumes by `seq` never passes an open transaction.
-- kind 'event': news for browsers, kept until retention. kind 'job': work for the queue, done once `seq` is set.
CREATE TABLE outbox (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  seq        bigint UNIQUE,
  kind       text NOT NULL CHECK (kind IN ('event', 'job')),
  topic      text NOT NULL,
  -- Whose browsers hear it: a user id, or null for everybody who is signed in.
  audience   text,
  payload    jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE seq IS NULL;
CREATE SEQUENCE outbox_seq;

-- Who did what. Written in the transaction of the change itself. Append-only: the trigger binds the owner too.
CREATE TABLE audit_log (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at           timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  actor        text,              -- user id; null is the installation itself
  actor_kind   text NOT NULL CHECK (actor_kind IN ('user', 'cli', 'setup', 'system')),
  action       text NOT NULL,     -- <noun>.<verb>
  subject_type text NOT NULL,
  subject_id   text NOT NULL,
  request_id   text NOT NULL DEFAULT '',
  details      jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_by_subject ON audit_log (subject_type, subject_id, id DESC);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
