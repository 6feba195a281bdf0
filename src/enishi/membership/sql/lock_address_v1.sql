-- Holds an address until the caller's transaction ends: who asks for codes for it asks in turn.
CREATE FUNCTION membership_lock_address_v1(p_kind text, p_value text) RETURNS void
LANGUAGE sql
AS $$
    SELECT pg_advisory_xact_lock(7310002, hashtext(p_kind || ':' || p_value))
$$;
