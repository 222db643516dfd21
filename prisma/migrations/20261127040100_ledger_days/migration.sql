-- What happened in an account since a moment.
CREATE INDEX ledger_batch_by_time ON ledger_batch (account_id, effective_at);
