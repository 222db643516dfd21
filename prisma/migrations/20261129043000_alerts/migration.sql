-- What people want to be told of when it happens: a price, a condition on bars, an order, a position, a result, silence.
CREATE TABLE alert_rule (
  alert_id      text PRIMARY KEY,
  owner_id      text NOT NULL REFERENCES user_account (id),
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  terms         jsonb NOT NULL,
  severity      text NOT NULL CHECK (severity IN ('info', 'warning', 'failure')),
  repeats       boolean NOT NULL,                                 -- false: over once it has fired
  cool_down_s   integer NOT NULL CHECK (cool_down_s BETWEEN 0 AND 604800),
  expires_at    timestamptz(3),
  status        text NOT NULL CHECK (status IN ('active', 'paused', 'done', 'expired')),
  holds         boolean,                                          -- how it stood when last looked at; null: not known yet
  reading       text,                                             -- what was seen then, for people
  read_at       timestamptz(3),
  watched_from  timestamptz(6) NOT NULL DEFAULT clock_timestamp(), -- events recorded before are none of its business
  seen_until    timestamptz(6) NOT NULL DEFAULT clock_timestamp(), -- events recorded before were looked at, but for late ones
  state_version integer NOT NULL DEFAULT 0,                       -- rises with every change of how it stands
  fired_count   integer NOT NULL DEFAULT 0,
  last_fired_at timestamptz(3),
  created_at    timestamptz(3) NOT NULL
);
CREATE INDEX alert_rule_of_owner ON alert_rule (owner_id, created_at DESC, alert_id);
CREATE INDEX alert_rule_active ON alert_rule (alert_id) WHERE status = 'active';

-- One firing. The key is what fired it: looked at twice, it fires once.
CREATE TABLE alert_firing (
  firing_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id  text NOT NULL REFERENCES alert_rule (alert_id) ON DELETE CASCADE,
  key       text NOT NULL,
  at        timestamptz(3) NOT NULL,
  facts     jsonb NOT NULL,
  UNIQUE (alert_id, key)
);

-- What happened to orders since a moment, whatever the account.
CREATE INDEX order_event_recorded ON order_event (recorded_at);
