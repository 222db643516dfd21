-- A chain over the audit log: each seal holds the hash of the one before it and of its row, so that a row that was changed or
-- deleted, by whoever could, is found and located. Append-only.
CREATE TABLE audit_seal (
  seal_no   bigint PRIMARY KEY CHECK (seal_no > 0),               -- without a gap, in the order in which rows were sealed
  log_id    bigint NOT NULL UNIQUE,                               -- no foreign key: a row that is gone must be told, not prevented
  hash      text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  sealed_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
