-- Imports whose bars this one found there and equal to its own. They cannot be taken back before it: their bars are its
-- bars too, although it wrote nothing.
ALTER TABLE bar_import ADD COLUMN relies_on integer[] NOT NULL DEFAULT '{}';
