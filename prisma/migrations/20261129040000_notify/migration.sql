-- What a person is told outside of the app: by which channels, when, and what became of each message.

-- Where somebody can be reached. What must not be seen (push keys, the address and secret of a webhook) is sealed in `secret`.
CREATE TABLE notify_channel (
  channel_id text PRIMARY KEY,
  user_id    text NOT NULL REFERENCES user_account (id),
  kind       text NOT NULL CHECK (kind IN ('push', 'email', 'telegram', 'webhook')),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  address    text NOT NULL,                                     -- what its owner may see of it
  -- gone: the other side said that there is no such receiver; nothing is sent to it any more
  state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'gone')),
  state_note text,
  created_at timestamptz(3) NOT NULL,
  UNIQUE (user_id, name)
);

-- Which notifications go where. Steps: [{channelId | personId, afterMinutes}]; one that waits is left out once the notification was read.
CREATE TABLE notify_rule (
  rule_id        text PRIMARY KEY,
  user_id        text NOT NULL REFERENCES user_account (id),
  place          integer NOT NULL,
  kinds          text[] NOT NULL,                                -- first parts of message keys; empty: every kind
  least_severity text NOT NULL CHECK (least_severity IN ('info', 'warning', 'failure')),
  steps          jsonb NOT NULL,
  UNIQUE (user_id, place)
);

-- Minutes of the day in the person's zone. No row: no quiet hours, no heartbeat.
CREATE TABLE notify_habit (
  user_id       text PRIMARY KEY REFERENCES user_account (id),
  quiet_from    smallint CHECK (quiet_from BETWEEN 0 AND 1439),
  quiet_to      smallint CHECK (quiet_to BETWEEN 0 AND 1439),
  quiet_passes  text NOT NULL DEFAULT 'failure' CHECK (quiet_passes IN ('warning', 'failure', 'none')),
  heartbeat_at  smallint CHECK (heartbeat_at BETWEEN 0 AND 1439),
  heartbeat_day text,                                            -- the last day that had its heartbeat, YYYY-MM-DD in that zone
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);

-- Null: nobody has decided yet where it goes. What was there before today goes nowhere.
ALTER TABLE notification ADD COLUMN planned_at timestamptz(3);
UPDATE notification SET planned_at = now();
CREATE INDEX notification_unplanned ON notification (created_at, id) WHERE planned_at IS NULL;

-- One message by one channel, or to another person. Written before it is sent: one row is one message, however often it is tried.
CREATE TABLE notify_delivery (
  delivery_id     text PRIMARY KEY,
  notification_id text REFERENCES notification (id) ON DELETE CASCADE,  -- null: a test
  user_id         text NOT NULL REFERENCES user_account (id),
  target_kind     text NOT NULL CHECK (target_kind IN ('push', 'email', 'telegram', 'webhook', 'person')),
  target_id       text NOT NULL,                                 -- the channel, or the person
  target_name     text NOT NULL,                                 -- as it was called then
  status          text NOT NULL CHECK (status IN ('queued', 'sending', 'sent', 'delivered', 'acknowledged', 'failed')),
  due_at          timestamptz(3) NOT NULL,                       -- sending: when a sender that says nothing is given up
  attempts        integer NOT NULL DEFAULT 0,
  created_at      timestamptz(3) NOT NULL,
  sent_at         timestamptz(3),
  delivered_at    timestamptz(3),
  acknowledged_at timestamptz(3),
  answer          text,                                          -- what the other side said last
  UNIQUE (notification_id, target_id)
);
CREATE INDEX notify_delivery_due ON notify_delivery (due_at) WHERE status IN ('queued', 'sending');
CREATE INDEX notify_delivery_newest ON notify_delivery (created_at DESC, delivery_id DESC);
CREATE INDEX notify_delivery_of_user ON notify_delivery (user_id, created_at DESC, delivery_id DESC);

-- Whether an outside monitor heard of this house. One row.
CREATE TABLE notify_ping (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  at        timestamptz(3) NOT NULL,
  is_heard  boolean NOT NULL,
  answer    text NOT NULL
);
