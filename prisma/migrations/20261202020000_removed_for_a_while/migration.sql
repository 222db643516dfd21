-- What was removed is put aside for a while, so that it can be put back with all that hangs on it.
ALTER TABLE alert_rule ADD COLUMN removed_at timestamptz(3);       -- null: it is there
ALTER TABLE screen ADD COLUMN removed_at timestamptz(3);
ALTER TABLE strategy_preset ADD COLUMN removed_at timestamptz(3);
CREATE INDEX alert_rule_removed ON alert_rule (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX screen_removed ON screen (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX strategy_preset_removed ON strategy_preset (removed_at) WHERE removed_at IS NOT NULL;

-- What is put aside keeps no name from what is there.
ALTER TABLE strategy_preset DROP CONSTRAINT strategy_preset_owner_id_strategy_name_key;
CREATE UNIQUE INDEX strategy_preset_name ON strategy_preset (owner_id, strategy, name) WHERE removed_at IS NULL;
