-- What is asked last in a transaction under a lease, together with its commit: who holds the lease no more fails here, and with that
-- everything that was written. The row is kept until the end, so that nobody takes the lease over in between.
CREATE FUNCTION require_lease(of_name text, of_token bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM lease WHERE name = of_name AND token = of_token AND expires_at > clock_timestamp() FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'lease % % is held by another', of_name, of_token USING ERRCODE = 'BF001';
  END IF;
END $$;
