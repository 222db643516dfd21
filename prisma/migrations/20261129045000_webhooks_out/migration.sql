-- Programs outside that are told what happens: one row is one subscription. Its address and secrets are sealed in `secret`.
CREATE TABLE webhook_out (
  webhook_id   text PRIMARY KEY,
  owner_id     text NOT NULL REFERENCES user_account (id),
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  address      text NOT NULL,                                    -- what its owner may see of it
  kinds        text[] NOT NULL,                                  -- order, fill, alert, halt, deployment
  state        text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'gone')),
  state_note   text,
  -- How far its events were collected. Order events by when they were recorded, firings and news by their numbers.
  events_from  timestamptz(6) NOT NULL,
  events_until timestamptz(6) NOT NULL,
  firing_id    bigint NOT NULL,
  news_seq     bigint NOT NULL,
  created_at   timestamptz(3) NOT NULL,
  UNIQUE (owner_id, name)
);

-- One event for one subscription, written before it is sent. The key is what happened: collected twice, it is one row.
CREATE TABLE webhook_out_delivery (
  delivery_id text PRIMARY KEY,
  webhook_id  text NOT NULL REFERENCES webhook_out (webhook_id) ON DELETE CASCADE,
  event_key   text NOT NULL,
  kind        text NOT NULL,
  body        text NOT NULL,                                     -- as it is signed and sent, every time
  status      text NOT NULL CHECK (status IN ('queued', 'sending', 'delivered', 'failed')),
  due_at      timestamptz(3) NOT NULL,
  attempts    integer NOT NULL DEFAULT 0,
  created_at  timestamptz(3) NOT NULL,
  sent_at     timestamptz(3),
  answer      text,
  UNIQUE (webhook_id, event_key)
);
CREATE INDEX webhook_out_delivery_due ON webhook_out_delivery (due_at) WHERE status IN ('queued', 'sending');
CREATE INDEX webhook_out_delivery_newest ON webhook_out_delivery (webhook_id, created_at DESC, delivery_id DESC);
