-- One sealer at a time: the lock is held until the caller's transaction ends.
CREATE FUNCTION transparency_lock_log_v1() RETURNS void
LANGUAGE sql
AS $$
    SELECT pg_advisory_xact_lock(7310001)
$$;
