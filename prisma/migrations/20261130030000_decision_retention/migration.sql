-- What deployments decided may be let go once it is old: never by a statement of the app, which may not delete, and never by the
-- owner's either, but by this function alone. It lets go what the setting names, nothing that is younger than a month, and of each
-- deployment never the newest: what it decided last is what it goes on from. Orders, fills, epochs and parity stay.
DROP TRIGGER deployment_decision_append_only ON deployment_decision;
CREATE TRIGGER deployment_decision_append_only BEFORE UPDATE OR TRUNCATE ON deployment_decision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deployment_decision_kept BEFORE DELETE ON deployment_decision
  FOR EACH STATEMENT WHEN (current_setting('bifrost.letting_go', true) IS DISTINCT FROM 'decisions') EXECUTE FUNCTION refuse_change();
CREATE INDEX deployment_decision_age ON deployment_decision (decided_at);

-- Lets go at most so many, the oldest first. Returns how many went.
CREATE FUNCTION let_decisions_go(at_most integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  youngest constant timestamptz := now() - interval '30 days';
  kept jsonb;
  all_before timestamptz;
  quiet_before timestamptz;
  gone integer;
BEGIN
  -- Of this transaction, and taken back below: in the function's own head only a superuser may name a setting like this.
  PERFORM set_config('bifrost.letting_go', 'decisions', true);
  SELECT value INTO kept FROM setting WHERE key = 'decision-retention';
  -- Null where there is no limit: nothing is older than null.
  all_before := now() - make_interval(days => (kept ->> 'days')::integer);
  quiet_before := now() - make_interval(days => (kept ->> 'quietDays')::integer);
  IF all_before > youngest THEN all_before := youngest; END IF;
  IF quiet_before > youngest THEN quiet_before := youngest; END IF;
  WITH old AS (
    SELECT o.deployment_id, o.moment FROM deployment_decision o
    WHERE o.decided_at < youngest
      AND (o.decided_at < all_before OR (o.outcome = 'none' AND o.decided_at < quiet_before))
      AND EXISTS (SELECT FROM deployment_decision n WHERE n.deployment_id = o.deployment_id AND n.moment > o.moment)
    ORDER BY o.decided_at LIMIT at_most
  )
  DELETE FROM deployment_decision d USING old WHERE d.deployment_id = old.deployment_id AND d.moment = old.moment;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('bifrost.letting_go', '', true);
  RETURN gone;
END $$;
