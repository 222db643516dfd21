-- Search over instruments that is instant at a hundred thousand of them, and what keeps one from being deleted.
--
-- Found by prefix in every PostgreSQL: symbol, alias, and each word of the name (a text search vector needs no extension).
-- Found anywhere inside a text: by pg_trgm's index where the extension may be created, elsewhere by reading the folded
-- text of every row: the same answer, at a cost that grows with their number.

-- Lower case without accents: "Société Générale" is found by "societe". Marks are stripped only where the server can
-- tell letters from marks (UTF-8); src/modules/data/domain/instruments/search-text.ts folds the question alike.
DO $$
BEGIN
  IF current_setting('server_encoding') = 'UTF8' THEN
    CREATE FUNCTION instrument_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $f$ SELECT lower(regexp_replace(normalize(value, NFKD), U&'[\0300-\036F]', '', 'g')) $f$;
  ELSE
    CREATE FUNCTION instrument_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $f$ SELECT lower(value) $f$;
  END IF;
END $$;

-- Words are what stands between ASCII spaces and marks, whatever the locale calls a letter.
CREATE FUNCTION instrument_words(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $f$ SELECT to_tsvector('simple', translate(value, E'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r', repeat(' ', 35))) $f$;

ALTER TABLE instrument
  ADD COLUMN folded text GENERATED ALWAYS AS (instrument_fold(symbol || ' ' || name)) STORED,
  ADD COLUMN words tsvector GENERATED ALWAYS AS (instrument_words(instrument_fold(symbol || ' ' || name))) STORED,
  ADD CONSTRAINT instrument_name_length CHECK (length(name) <= 200),
  ADD CONSTRAINT instrument_sector_length CHECK (length(sector) <= 80);

CREATE INDEX instrument_by_symbol_prefix ON instrument (symbol text_pattern_ops);
CREATE INDEX instrument_by_word ON instrument USING gin (words);
CREATE INDEX instrument_by_sector ON instrument (sector, symbol) WHERE sector <> '';
CREATE INDEX instrument_alias_by_prefix ON instrument_alias (upper(alias) text_pattern_ops);

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX instrument_by_substring ON instrument USING gin (folded gin_trgm_ops);
  END IF;
EXCEPTION
  -- The owner of an external database may not create extensions there: search does without this index.
  WHEN insufficient_privilege THEN NULL;
END $$;

-- What uses an instrument: every table with a column instrument_id that does not go with it (ON DELETE CASCADE), however
-- new the table is, with how many rows, counted up to 1001. A table that is made later cannot be forgotten here.
CREATE FUNCTION instrument_uses(instrument integer) RETURNS TABLE (used_by text, row_count bigint)
LANGUAGE plpgsql STABLE AS $f$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT c.oid, c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND a.attname = 'instrument_id' AND NOT a.attisdropped
      AND NOT EXISTS (
        SELECT FROM pg_constraint f
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confdeltype = 'c' AND f.confrelid = 'public.instrument'::regclass)
    ORDER BY c.relname
  LOOP
    used_by := found.name;
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %s WHERE instrument_id = $1 LIMIT 1001) counted', found.oid::regclass)
      INTO row_count USING instrument;
    IF row_count > 0 THEN RETURN NEXT; END IF;
  END LOOP;
END $f$;
