-- Locks the accounts of a batch that have a floor, in the order of their names, and gives the
-- numbers of all in the order asked; NULL stands for one that nobody opened.
-- Accounts without a floor keep no balance, so nobody ever waits for them.
CREATE FUNCTION ledger_lock_accounts_v1(p_names text[], p_assets text[])
RETURNS bigint[]
LANGUAGE plpgsql
AS $$
DECLARE
    v_ids bigint[];
    v_floored bigint[];
    v_found bigint;
BEGIN
    FOR v_try IN 1..2 LOOP
        SELECT
            array_agg(account.id ORDER BY asked.place),
            array_agg(account.id) FILTER (WHERE account.has_floor),
            count(account.id)
        INTO v_ids, v_floored, v_found
        FROM unnest(p_names, p_assets) WITH ORDINALITY AS asked (name, asset, place)
        LEFT JOIN ledger_account AS account
            ON asked.name = account.name AND asked.asset = account.asset;
        EXIT WHEN v_found = cardinality(p_names) OR v_try = 2;
        PERFORM ledger_open_accounts_v1(p_names, p_assets);
    END LOOP;
    PERFORM 1 FROM ledger_account AS account
    WHERE account.id = ANY(v_floored)
    ORDER BY account.name COLLATE "C", account.asset COLLATE "C"
    FOR NO KEY UPDATE;
    RETURN v_ids;
END
$$;
