-- Opens the accounts that need no ceremony: a member's wallet and what an asset needs by itself.
-- Always in the order of their names, and before any lock, so that two openers never embrace.
CREATE FUNCTION ledger_open_accounts_v1(p_names text[], p_assets text[])
RETURNS void
LANGUAGE sql
AS $$
    INSERT INTO ledger_account (name, asset, has_floor, has_pockets, balance, held, seq)
    SELECT DISTINCT
        asked.name,
        asked.asset,
        starts_with(asked.name, 'member:'),
        starts_with(asked.name, 'member:'),
        0,
        0,
        0
    FROM unnest(p_names, p_assets) AS asked (name, asset)
    WHERE
        split_part(asked.name, ':', 1) IN ('member', 'issue', 'exchange', 'migration', 'unused')
        AND asked.name LIKE '%:%'
        AND NOT EXISTS (
            SELECT 1 FROM ledger_account AS account
            WHERE account.name = asked.name AND account.asset = asked.asset
        )
    ORDER BY asked.name, asked.asset
    ON CONFLICT (name, asset) DO NOTHING
$$;
