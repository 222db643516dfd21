-- What a person is narrowed to beyond their role: {"accountIds": [...] | null, "strategies": [...] | null}, null is everything the role gives.
ALTER TABLE user_account ADD COLUMN scope jsonb;
-- Risk and administrators are of the whole house.
ALTER TABLE user_account ADD CONSTRAINT user_account_scope_of_role CHECK (scope IS NULL OR role IN ('viewer', 'trader'));
-- Accounts that whoever accepts becomes a member of: [{"accountId": "…", "role": "viewer" | "trader"}].
ALTER TABLE invitation ADD COLUMN accounts jsonb NOT NULL DEFAULT '[]';
