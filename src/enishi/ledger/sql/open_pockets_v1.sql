-- Gives all that accounts hold by expiry date. Call it under their locks.
CREATE FUNCTION ledger_open_pockets_v1(p_accounts bigint[])
RETURNS TABLE (account_id bigint, expires_on date, remaining bigint)
LANGUAGE sql
AS $$
    SELECT
        pocket.account_id,
        pocket.expires_on,
        pocket.remaining
    FROM ledger_pocket AS pocket
    WHERE pocket.account_id = ANY(p_accounts) AND pocket.remaining > 0
$$;
