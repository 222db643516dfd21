-- A corporate action that a person took out stays out: its row says so, and no feed that tells it again brings it back.
ALTER TABLE corporate_action ADD COLUMN removed boolean NOT NULL DEFAULT false;
ALTER TABLE corporate_action ADD CONSTRAINT corporate_action_removed CHECK (NOT removed OR replaced_at IS NOT NULL);
