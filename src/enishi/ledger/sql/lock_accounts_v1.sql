-- Gives the accounts of a batch, those with a floor locked in the order of their ids.
-- Accounts without a floor keep no balance, so nobody ever waits for them.
CREATE FUNCTION ledger_lock_accounts_v1(p_names text[], p_assets text[])
RETURNS SETOF ledger_account
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM ledger_open_accounts_v1(p_names, p_assets);
    RETURN QUERY
        SELECT account.*
        FROM ledger_account AS account
        INNER JOIN unnest(p_names, p_assets) AS asked (name, asset)
            ON account.name = asked.name AND account.asset = asked.asset
        WHERE account.has_floor
        ORDER BY account.id
        FOR NO KEY UPDATE OF account;
    RETURN QUERY
        SELECT account.*
        FROM ledger_account AS account
        INNER JOIN unnest(p_names, p_assets) AS asked (name, asset)
            ON account.name = asked.name AND account.asset = asked.asset
        WHERE NOT account.has_floor;
END
$$;
