-- Columns of Float64 hardly compress, and trying costs more than the whole backtest: a million bars would wait seconds for
-- pglz. Kept as they are, a page of trades is also read by its place in the column without unpacking the rest.
ALTER TABLE backtest_series ALTER COLUMN data SET STORAGE EXTERNAL;
