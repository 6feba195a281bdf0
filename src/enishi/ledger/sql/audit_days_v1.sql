-- Names the days on which an account with daily limits says something else than its entries.
-- Neither lapse nor reversal counts, nor what was taken back.
CREATE FUNCTION ledger_audit_limits_v1(p_asset text, p_limit bigint)
RETURNS TABLE (account_id bigint, entry_id bigint, transfer_id uuid, what text)
LANGUAGE sql STABLE
AS $$
    WITH limited AS (
        SELECT account.id
        FROM ledger_account AS account
        WHERE
            (account.day_out_max IS NOT NULL OR account.day_in_max IS NOT NULL)
            AND (p_asset IS NULL OR account.asset = p_asset)
    ),

    counted AS (
        SELECT
            entry.account_id,
            (transfer.at AT TIME ZONE 'Asia/Tokyo')::date AS day,
            coalesce(-sum(entry.amount) FILTER (WHERE entry.amount < 0), 0) AS points_out,
            coalesce(sum(entry.amount) FILTER (WHERE entry.amount > 0), 0) AS points_in
        FROM limited
        INNER JOIN ledger_entry AS entry ON limited.id = entry.account_id
        INNER JOIN ledger_transfer AS transfer ON entry.transfer_id = transfer.id
        LEFT JOIN ledger_transfer AS back ON transfer.id = back.reverses
        WHERE transfer.kind <> 'lapse' AND transfer.reverses IS NULL AND back.id IS NULL
        GROUP BY entry.account_id, day
    ),

    kept AS (
        SELECT
            total.account_id,
            total."on" AS day,
            total.points_out,
            total.points_in
        FROM ledger_daytotal AS total
        LEFT JOIN ledger_account AS account ON total.account_id = account.id
        WHERE p_asset IS NULL OR account.asset IS NULL OR account.asset = p_asset
    )

    SELECT
        coalesce(kept.account_id, counted.account_id),
        NULL::bigint,
        NULL::uuid,
        CASE
            WHEN limited.id IS NULL AND counted.account_id IS NULL
                THEN format('counts %s, but has no daily limit', kept.day)
            ELSE format(
                'says %s left and %s reached it on %s, its entries come to %s and %s',
                coalesce(kept.points_out, 0), coalesce(kept.points_in, 0),
                coalesce(kept.day, counted.day),
                coalesce(counted.points_out, 0), coalesce(counted.points_in, 0)
            )
        END
    FROM kept
    FULL JOIN counted ON kept.account_id = counted.account_id AND kept.day = counted.day
    LEFT JOIN limited ON kept.account_id = limited.id
    WHERE
        (limited.id IS NULL AND kept.account_id IS NOT NULL)
        OR coalesce(kept.points_out, 0) <> coalesce(counted.points_out, 0)
        OR coalesce(kept.points_in, 0) <> coalesce(counted.points_in, 0)
    ORDER BY 1, coalesce(kept.day, counted.day)
    LIMIT p_limit
$$;

-- Names the daily totals that say something else than the transfers up to their position.
CREATE FUNCTION ledger_audit_totals_v1(p_asset text, p_limit bigint)
RETURNS TABLE (account_id bigint, entry_id bigint, transfer_id uuid, what text)
LANGUAGE sql STABLE
AS $$
    WITH holder AS (
        SELECT
            account.id,
            CASE WHEN starts_with(account.name, 'member:') THEN 'member' ELSE account.name END
                AS name
        FROM ledger_account AS account
    ),

    counted AS (
        SELECT
            transfer.asset,
            (transfer.at AT TIME ZONE 'Asia/Tokyo')::date AS day,
            transfer.kind,
            source.name AS source,
            target.name AS target,
            sum(transfer.amount) AS points,
            count(*) AS transfers
        FROM ledger_transfer AS transfer
        LEFT JOIN holder AS source ON transfer.source_id = source.id
        LEFT JOIN holder AS target ON transfer.target_id = target.id
        WHERE
            (p_asset IS NULL OR transfer.asset = p_asset)
            AND (transfer.xid, transfer.seq) <= (
                (SELECT place.xid FROM ledger_dailyposition AS place),
                (SELECT place.seq FROM ledger_dailyposition AS place)
            )
        GROUP BY 1, 2, 3, 4, 5
    ),

    kept AS (
        SELECT total.*
        FROM ledger_dailytotal AS total
        WHERE p_asset IS NULL OR total.asset = p_asset
    )

    SELECT
        NULL::bigint,
        NULL::bigint,
        NULL::uuid,
        format(
            'daily total of %s %s %s, %s to %s: says %s in %s transfers, they come to %s in %s',
            coalesce(kept.asset, counted.asset), coalesce(kept."on", counted.day),
            coalesce(kept.kind, counted.kind), coalesce(kept.source, counted.source),
            coalesce(kept.target, counted.target), coalesce(kept.points, 0),
            coalesce(kept.transfers, 0), coalesce(counted.points, 0),
            coalesce(counted.transfers, 0)
        )
    FROM kept
    FULL JOIN counted
        ON
            kept.asset = counted.asset AND kept."on" = counted.day
            AND kept.kind = counted.kind AND kept.source = counted.source
            AND kept.target = counted.target
    WHERE
        coalesce(kept.points, 0) <> coalesce(counted.points, 0)
        OR coalesce(kept.transfers, 0) <> coalesce(counted.transfers, 0)
    UNION ALL
    SELECT
        NULL::bigint,
        NULL::bigint,
        NULL::uuid,
        format('daily position %s, %s is the place of no transfer', place.xid, place.seq)
    FROM ledger_dailyposition AS place
    WHERE
        place.seq <> 0
        AND NOT EXISTS (
            SELECT 1 FROM ledger_transfer AS last
            WHERE last.xid = place.xid AND last.seq = place.seq
        )
    ORDER BY 4
    LIMIT p_limit
$$;
