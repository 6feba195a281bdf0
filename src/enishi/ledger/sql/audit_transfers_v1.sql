-- Names the assets whose entries do not cancel out.
CREATE FUNCTION ledger_audit_assets_v1(p_asset text, p_limit bigint)
RETURNS TABLE (account_id bigint, entry_id bigint, transfer_id uuid, what text)
LANGUAGE sql STABLE
AS $$
    SELECT
        NULL::bigint,
        NULL::bigint,
        NULL::uuid,
        format('the entries of %s come to %s, should come to 0', account.asset, sum(entry.amount))
    FROM ledger_entry AS entry
    INNER JOIN ledger_account AS account ON entry.account_id = account.id
    WHERE p_asset IS NULL OR account.asset = p_asset
    GROUP BY account.asset
    HAVING sum(entry.amount) <> 0
    ORDER BY account.asset
    LIMIT p_limit
$$;

-- Names the transfers that lack an entry.
CREATE FUNCTION ledger_audit_sides_v1(p_asset text, p_limit bigint)
RETURNS TABLE (account_id bigint, entry_id bigint, transfer_id uuid, what text)
LANGUAGE sql STABLE
AS $$
    SELECT
        side.account,
        side.id,
        transfer.id,
        format('has no entry %s, which should move %s', side.id, side.amount)
    FROM ledger_transfer AS transfer
    CROSS JOIN LATERAL (
        VALUES
        (2 * transfer.seq, transfer.source_id, -transfer.amount),
        (2 * transfer.seq + 1, transfer.target_id, transfer.amount)
    ) AS side (id, account, amount)
    WHERE
        (p_asset IS NULL OR transfer.asset = p_asset)
        AND NOT EXISTS (SELECT 1 FROM ledger_entry AS entry WHERE entry.id = side.id)
    ORDER BY side.id
    LIMIT p_limit
$$;

-- Names the reversals that do not mirror their original, or take it back a second time.
CREATE FUNCTION ledger_audit_reversals_v1(p_asset text, p_limit bigint)
RETURNS TABLE (account_id bigint, entry_id bigint, transfer_id uuid, what text)
LANGUAGE sql STABLE
AS $$
    SELECT
        back.source_id,
        2 * back.seq,
        back.id,
        CASE
            WHEN original.id IS NULL
                THEN format('takes back transfer %s, which is not there', back.reverses)
            WHEN original.reverses IS NOT NULL
                THEN format('takes back transfer %s, itself a reversal', original.id)
            WHEN back.times > 1
                THEN format('takes back transfer %s, which others take back too', original.id)
            WHEN (back.source_id, back.target_id) <> (original.target_id, original.source_id)
                THEN format('should go the way back of transfer %s', original.id)
            WHEN back.amount <> original.amount OR back.asset <> original.asset
                THEN format(
                    'takes back %s %s, should take back %s %s', back.amount, back.asset,
                    original.amount, original.asset
                )
            ELSE format(
                'gives back to budgets %s, its original had spent from %s', back.budgets,
                original.budgets
            )
        END
    FROM (
        SELECT
            one.*,
            count(*) OVER (PARTITION BY one.reverses) AS times
        FROM ledger_transfer AS one
        WHERE one.reverses IS NOT NULL AND (p_asset IS NULL OR one.asset = p_asset)
    ) AS back
    LEFT JOIN ledger_transfer AS original ON back.reverses = original.id
    WHERE
        original.id IS NULL
        OR original.reverses IS NOT NULL
        OR back.times > 1
        OR (back.source_id, back.target_id, back.amount, back.asset)
        <> (original.target_id, original.source_id, original.amount, original.asset)
        OR back.budgets IS DISTINCT FROM original.budgets
    ORDER BY back.seq
    LIMIT p_limit
$$;
