-- Names transfers that spend what is no budget of theirs, and budgets that say another sum than
-- their transfers come to; a reversal gives back.
CREATE FUNCTION ledger_audit_budgets_v1(p_asset text, p_limit bigint)
RETURNS TABLE (account_id bigint, entry_id bigint, transfer_id uuid, what text)
LANGUAGE sql STABLE
AS $$
    WITH spent AS (
        SELECT
            one.id AS budget_id,
            sum(CASE WHEN transfer.reverses IS NULL THEN transfer.amount ELSE -transfer.amount END)
                AS points,
            min(transfer.seq) FILTER (WHERE transfer.asset IS DISTINCT FROM budget.asset) AS seq
        FROM ledger_transfer AS transfer
        CROSS JOIN unnest(transfer.budgets) AS one (id)
        LEFT JOIN ledger_budget AS budget ON one.id = budget.id
        WHERE p_asset IS NULL OR transfer.asset = p_asset
        GROUP BY one.id
    )

    SELECT
        NULL::bigint,
        2 * spent.seq,
        NULL::uuid,
        CASE
            WHEN budget.id IS NULL AND spent.seq IS NULL
                THEN format('budget %s is not there', spent.budget_id)
            WHEN budget.id IS NULL THEN format('spends budget %s, which is not there', spent.budget_id)
            WHEN spent.seq IS NOT NULL
                THEN format('spends budget %s, which is of %s', budget.name, budget.asset)
            ELSE format(
                'budget %s says %s spent, its transfers come to %s', budget.name, budget.spent,
                coalesce(spent.points, 0)
            )
        END
    FROM spent
    FULL JOIN ledger_budget AS budget ON spent.budget_id = budget.id
    WHERE
        (p_asset IS NULL OR budget.asset IS NULL OR budget.asset = p_asset)
        AND (spent.seq IS NOT NULL OR coalesce(spent.points, 0) IS DISTINCT FROM budget.spent)
    ORDER BY spent.seq, budget.id
    LIMIT p_limit
$$;
