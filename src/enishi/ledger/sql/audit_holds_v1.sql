-- Names holds that end in a way that cannot be, captures without their hold, accounts that hold
-- back something else than their open holds, and holds that their pockets could no longer serve: a
-- capture draws on what had not expired on the hold's own day.
CREATE FUNCTION ledger_audit_holds_v1(p_asset text, p_limit bigint)
RETURNS TABLE (account_id bigint, entry_id bigint, transfer_id uuid, what text)
LANGUAGE sql STABLE
AS $$
    WITH known AS (
        SELECT
            hold.*,
            ended.hold_id AS ended_id,
            ended.how,
            ended.transfer,
            ended.at AS ended_at,
            account.asset,
            target.asset AS target_asset,
            account.has_floor,
            account.has_pockets
        FROM ledger_hold AS hold
        FULL JOIN ledger_holdend AS ended ON hold.id = ended.hold_id
        LEFT JOIN ledger_account AS account ON hold.account_id = account.id
        LEFT JOIN ledger_account AS target ON hold.target_id = target.id
        WHERE p_asset IS NULL OR account.asset = p_asset
    ),

    captured AS (
        SELECT transfer.*
        FROM ledger_transfer AS transfer
        WHERE transfer.captures IS NOT NULL AND (p_asset IS NULL OR transfer.asset = p_asset)
    ),

    promised AS (
        SELECT
            known.account_id,
            (known.at AT TIME ZONE 'Asia/Tokyo')::date AS since,
            sum(sum(known.amount)) OVER (
                PARTITION BY known.account_id
                ORDER BY (known.at AT TIME ZONE 'Asia/Tokyo')::date DESC
            ) AS points
        FROM known
        WHERE known.ended_id IS NULL AND known.has_pockets
        GROUP BY known.account_id, (known.at AT TIME ZONE 'Asia/Tokyo')::date
    ),

    told AS (
        SELECT
            known.account_id,
            2 * captured.seq AS entry_id,
            captured.id AS transfer_id,
            CASE
                WHEN known.id IS NULL
                    THEN format('hold %s ended, but is not there', known.ended_id)
                WHEN known.asset IS NULL OR known.asset IS DISTINCT FROM known.target_asset
                    THEN format('hold %s is between accounts of two assets, or none', known.id)
                WHEN NOT known.has_floor
                    THEN format('hold %s is of an account without a floor', known.id)
                WHEN known.at >= known.expires_at
                    THEN format('hold %s ends before it begins', known.id)
                WHEN known.how = 'timed_out' AND known.ended_at < known.expires_at
                    THEN format('hold %s timed out before its end', known.id)
                WHEN known.how = 'captured' AND captured.id IS NULL
                    THEN format(
                        'hold %s says transfer %s captured it, which is not so', known.id,
                        known.transfer
                    )
                WHEN known.how = 'captured' AND captured.at <> known.ended_at
                    THEN format('hold %s says it was captured at another moment', known.id)
                WHEN known.how = 'captured' AND captured.at >= known.expires_at
                    THEN format('hold %s was captured after its end', known.id)
                WHEN
                    known.how = 'captured'
                    AND (captured.source_id, captured.target_id)
                    <> (known.account_id, known.target_id)
                    THEN format('hold %s was captured by other accounts', known.id)
                WHEN known.how = 'captured' AND captured.amount > known.amount
                    THEN format(
                        'hold %s of %s was captured with %s', known.id, known.amount,
                        captured.amount
                    )
            END AS what
        FROM known
        LEFT JOIN captured ON known.transfer = captured.id AND known.ended_id = captured.captures
        UNION ALL
        SELECT
            captured.source_id,
            2 * captured.seq,
            captured.id,
            format('captures hold %s, which does not say so', captured.captures)
        FROM captured
        LEFT JOIN ledger_holdend AS ended
            ON captured.captures = ended.hold_id AND captured.id = ended.transfer
        WHERE ended.hold_id IS NULL
        UNION ALL
        SELECT
            account.id,
            NULL,
            NULL,
            format(
                'says %s are held, its open holds come to %s', account.held,
                coalesce(held.points, 0)
            )
        FROM ledger_account AS account
        LEFT JOIN (
            SELECT
                known.account_id,
                sum(known.amount) AS points
            FROM known
            WHERE known.ended_id IS NULL
            GROUP BY known.account_id
        ) AS held ON account.id = held.account_id
        WHERE
            account.held <> coalesce(held.points, 0)
            AND (p_asset IS NULL OR account.asset = p_asset)
        UNION ALL
        SELECT
            promised.account_id,
            NULL,
            NULL,
            format(
                'promised %s from %s on, its pockets hold %s from then on', promised.points,
                promised.since, kept.points
            )
        FROM promised
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(pocket.remaining), 0) AS points
            FROM ledger_pocket AS pocket
            WHERE
                pocket.account_id = promised.account_id
                AND pocket.expires_on >= promised.since
        ) AS kept
        WHERE promised.points > kept.points
    )

    SELECT
        told.account_id,
        told.entry_id,
        told.transfer_id,
        told.what
    FROM told
    WHERE told.what IS NOT NULL
    ORDER BY told.entry_id, told.account_id, told.what
    LIMIT p_limit
$$;
