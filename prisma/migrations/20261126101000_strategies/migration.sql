-- Strategies that people wrote themselves, their versions, and named sets of parameters.

CREATE TABLE strategy_definition (
  id          text PRIMARY KEY,
  slug        text NOT NULL UNIQUE CHECK (slug ~ '^[a-z][a-z0-9-]{1,39}$'),
  kind        text NOT NULL CHECK (kind IN ('code', 'rules')),
  -- Null: of the house, written on the command line or by somebody who is gone.
  owner_id    text REFERENCES user_account (id) ON DELETE SET NULL ON UPDATE CASCADE,
  shared      boolean NOT NULL DEFAULT false,  -- everybody may read and run it; only its owner and admins change it
  newest      integer NOT NULL CHECK (newest > 0),
  archived_at timestamptz(3),
  created_at  timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX strategy_definition_by_owner ON strategy_definition (owner_id);

-- One saved version. Run cards name it, so it never changes and never goes.
CREATE TABLE strategy_version (
  strategy_id    text NOT NULL REFERENCES strategy_definition (id),
  number         integer NOT NULL CHECK (number > 0),
  hash           text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),  -- sha256 of kind and source
  source         text NOT NULL CHECK (octet_length(source) <= 262144),
  compiled       text NOT NULL,                                    -- what the engine runs
  facts          jsonb NOT NULL,                                   -- title, description, category, instruments
  parameters     jsonb NOT NULL,                                   -- JSON schema
  note           text NOT NULL CHECK (length(note) <= 500),
  rolled_back_to integer,
  created_by     text,
  created_at     timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (strategy_id, number)
);
CREATE TRIGGER strategy_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON strategy_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Parameters of a strategy that a person keeps under a name.
CREATE TABLE strategy_preset (
  id          text PRIMARY KEY,
  owner_id    text NOT NULL REFERENCES user_account (id) ON DELETE CASCADE ON UPDATE CASCADE,
  strategy    text NOT NULL,                   -- name of a built-in one, or slug
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  params      jsonb NOT NULL,
  updated_at  timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (owner_id, strategy, name)
);
