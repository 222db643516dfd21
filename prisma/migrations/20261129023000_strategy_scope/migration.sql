-- Limits may bind the orders of one deployment, and a deployment may be stopped by itself: its row of trading_state is
-- `deployment:<id>`.
ALTER TABLE risk_limit_change DROP CONSTRAINT risk_limit_change_scope_of_check;
ALTER TABLE risk_limit_change ADD CONSTRAINT risk_limit_change_scope_of_check
  CHECK (scope_of IN ('all', 'user', 'account', 'strategy'));
