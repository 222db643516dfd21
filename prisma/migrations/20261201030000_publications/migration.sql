-- What administrators let traders run of a strategy: one version, and the values it may have.
CREATE TABLE strategy_publication (
  publication_id text PRIMARY KEY,
  strategy       text NOT NULL,                                   -- name of a built-in one, or slug
  number         integer CHECK (number > 0),                      -- version; null: built in
  people         text[] CHECK (cardinality(people) > 0),          -- null: everybody who trades
  presets        jsonb NOT NULL,                                  -- complete values, as they were then
  bounds         jsonb NOT NULL,                                  -- numbers that may move, by parameter
  is_free        boolean NOT NULL,                                -- any value that the strategy takes
  note           text NOT NULL,
  published_by   text REFERENCES user_account (id),               -- null: the command line
  published_at   timestamptz(3) NOT NULL
);
CREATE INDEX strategy_publication_newest ON strategy_publication (published_at);
CREATE TRIGGER strategy_publication_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON strategy_publication
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Its end, once: nothing new begins by it.
CREATE TABLE strategy_withdrawal (
  publication_id text PRIMARY KEY REFERENCES strategy_publication (publication_id),
  by_user        text REFERENCES user_account (id),               -- null: the command line
  withdrawn_at   timestamptz(3) NOT NULL
);
CREATE TRIGGER strategy_withdrawal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON strategy_withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- By which it was let in; null: it needed none.
ALTER TABLE deployment ADD COLUMN publication_id text REFERENCES strategy_publication (publication_id);
CREATE INDEX deployment_publication ON deployment (publication_id) WHERE publication_id IS NOT NULL;
