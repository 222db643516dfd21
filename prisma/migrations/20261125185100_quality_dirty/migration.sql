-- What of a series is not as its check saw it: the earliest bar that was written or taken away since. A check reads from there;
-- before, live bars that joined an open import left nothing to tell, and the whole series was read again every minute.
ALTER TABLE bar_series ADD COLUMN dirty_from timestamptz;  -- null: nothing since the newest check
UPDATE bar_series SET dirty_from = '-infinity';
