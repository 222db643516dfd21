-- Whose strategies may run at the speed of the processor, in a process of their own instead of the sandbox.

-- When an administrator said so; null for everybody else. Asked when a run begins, so taking it back holds from the next one on.
ALTER TABLE user_account ADD COLUMN trusted_at timestamptz(3);
