-- Gives the budgets that a batch spends, or that the transfers it reverses had spent, locked in
-- the order of their ids. Call it under the locks of the accounts, never before them.
CREATE FUNCTION ledger_lock_budgets_v1(p_names text[], p_assets text[], p_originals uuid[])
RETURNS SETOF ledger_budget
LANGUAGE sql
AS $$
    SELECT budget.*
    FROM ledger_budget AS budget
    WHERE
        budget.id IN (
            SELECT named.id
            FROM ledger_budget AS named
            INNER JOIN unnest(p_names, p_assets) AS asked (name, asset)
                ON named.name = asked.name AND named.asset = asked.asset
            UNION
            SELECT spent.id
            FROM ledger_transfer AS original
            CROSS JOIN unnest(original.budgets) AS spent (id)
            WHERE original.id = ANY(p_originals)
        )
    ORDER BY budget.id
    FOR NO KEY UPDATE OF budget
$$;
