-- Files of the watched folder: how each looked last, and what became of it.
CREATE TABLE folder_file (
  path        text COLLATE "C" PRIMARY KEY CHECK (length(path) BETWEEN 1 AND 1024),  -- below the folder
  bytes       bigint NOT NULL CHECK (bytes >= 0),
  modified_ms bigint NOT NULL,                             -- when it was last written, by the file system
  state       text NOT NULL CHECK (state IN ('waiting', 'imported', 'refused', 'gone')),
  since       timestamptz(3) NOT NULL,                     -- it looks like this since then
  sha256      text CHECK (sha256 ~ '^[0-9a-f]{64}$'),      -- of its bytes when it was last taken in; null: it never was
  outcome     text CHECK (outcome IN ('imported', 'refused')),  -- of that time
  times       integer NOT NULL DEFAULT 0,                  -- how often it was taken in: names the imports of one path apart
  symbol      text,
  resolution  integer,
  import_id   text,                                        -- of the last import; that import may have been undone since
  refusal     jsonb,                                       -- kind and facts; null: it was not refused
  decided_at  timestamptz(3),
  CONSTRAINT folder_file_imported CHECK (state <> 'imported' OR import_id IS NOT NULL),
  CONSTRAINT folder_file_refused CHECK (state <> 'refused' OR refusal IS NOT NULL)
);
CREATE INDEX folder_file_by_state ON folder_file (state, path);
