-- Gives what the accounts of a batch hold by expiry date. Call it under their locks.
CREATE FUNCTION ledger_open_pockets_v1(p_names text[], p_assets text[])
RETURNS TABLE (account_id bigint, expires_on date, remaining bigint)
LANGUAGE sql
AS $$
    SELECT
        pocket.account_id,
        pocket.expires_on,
        pocket.remaining
    FROM unnest(p_names, p_assets) AS asked (name, asset)
    INNER JOIN ledger_account AS account
        ON asked.name = account.name AND asked.asset = account.asset
    INNER JOIN ledger_pocket AS pocket ON account.id = pocket.account_id
    WHERE account.has_pockets AND pocket.remaining > 0
$$;
