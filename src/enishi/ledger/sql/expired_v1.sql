-- Lists accounts of an asset that hold points past their last day, in the order of day and account,
-- from after a place on. Closed accounts stay as they are. Nothing is locked.
CREATE FUNCTION ledger_expired_v1(
    p_asset text,
    p_day date,
    p_after_day date,
    p_after_account bigint,
    p_limit integer
)
RETURNS TABLE (account_id bigint, name text, expires_on date)
LANGUAGE sql
STABLE
AS $$
    SELECT
        pocket.account_id,
        account.name,
        pocket.expires_on
    FROM ledger_pocket AS pocket
    INNER JOIN ledger_account AS account ON pocket.account_id = account.id
    WHERE
        pocket.is_open
        AND pocket.expires_on < '9999-12-31'
        AND pocket.expires_on < p_day
        AND (pocket.expires_on, pocket.account_id) > (p_after_day, p_after_account)
        AND account.asset = p_asset
        AND account.closed_at IS NULL
    ORDER BY pocket.expires_on, pocket.account_id
    LIMIT p_limit
$$;
