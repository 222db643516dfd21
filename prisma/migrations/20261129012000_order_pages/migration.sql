-- Pages of orders, fills and entries take as long however long the history is: of one symbol, and of one kind.
CREATE INDEX trade_order_of_symbol ON trade_order (account_id, symbol, created_at DESC, order_id DESC);
CREATE INDEX execution_fill_of_symbol ON execution_fill (account_id, symbol, at DESC, exec_id DESC);
CREATE INDEX ledger_batch_of_kind ON ledger_batch (account_id, kind, batch_id DESC);
