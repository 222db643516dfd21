-- Since when a series was only added to at its end. Whoever has read it at or after `appended_from` need only read on from its last bar,
-- where `appended_to` is the last change there was. A change that does not say that it was one leaves the two behind: then nothing
-- is known, and all is read.
ALTER TABLE bar_series ADD COLUMN appended_from timestamptz(3);  -- the change before the first of them
ALTER TABLE bar_series ADD COLUMN appended_to timestamptz(3);    -- the last of them
