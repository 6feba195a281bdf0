-- What moved between classes of holder (the word before the colon) up to a moment.
CREATE FUNCTION ledger_flows_v1(p_asset text, p_since date, p_until timestamptz)
RETURNS TABLE (kind varchar, source text, target text, points bigint, transfers bigint)
LANGUAGE sql
STABLE
AS $$
    SELECT
        moved.kind,
        split_part(moved.source, ':', 1),
        split_part(moved.target, ':', 1),
        sum(moved.points)::bigint,
        sum(moved.transfers)::bigint
    FROM ledger_days_v1(p_asset, p_since, p_until) AS moved
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3
$$;

-- What each holder has according to the daily totals and what is not in them yet; all wallets
-- are one line, `member`.
CREATE FUNCTION ledger_totals_v1(p_asset text, p_until timestamptz)
RETURNS TABLE (holder varchar, points bigint)
LANGUAGE sql
STABLE
AS $$
    SELECT
        side.holder,
        sum(side.points)::bigint
    FROM ledger_days_v1(p_asset, '-infinity', p_until) AS moved
    CROSS JOIN LATERAL (
        VALUES (moved.source, -moved.points), (moved.target, moved.points)
    ) AS side (holder, points)
    GROUP BY side.holder
    ORDER BY side.holder
$$;

-- The balance of an account without a floor, up to a moment: nobody keeps it, so it is added up.
CREATE FUNCTION ledger_balance_v1(p_name text, p_asset text, p_until timestamptz)
RETURNS bigint
LANGUAGE sql
STABLE
AS $$
    SELECT coalesce(sum(side.points), 0)::bigint
    FROM (
        SELECT CASE WHEN total.target = p_name THEN total.points ELSE -total.points END AS points
        FROM ledger_dailytotal AS total
        WHERE
            total.asset = p_asset
            AND (total.source = p_name OR total.target = p_name)
            AND total."on" < (p_until AT TIME ZONE 'Asia/Tokyo')::date
        UNION ALL
        SELECT CASE WHEN fresh.target_id = own.id THEN fresh.amount ELSE -fresh.amount END
        FROM ledger_account AS own
        INNER JOIN ledger_tail_v1() AS fresh
            ON own.id = fresh.source_id OR own.id = fresh.target_id
        WHERE
            own.name = p_name
            AND own.asset = p_asset
            AND (fresh.at AT TIME ZONE 'Asia/Tokyo')::date
            < (p_until AT TIME ZONE 'Asia/Tokyo')::date
        UNION ALL
        SELECT CASE WHEN late.target_id = own.id THEN late.amount ELSE -late.amount END
        FROM ledger_account AS own
        INNER JOIN ledger_transfer AS late ON own.id = late.source_id OR own.id = late.target_id
        WHERE
            -- Nothing is read here when the moment is a midnight in Japan.
            p_until > date_trunc('day', p_until, 'Asia/Tokyo')
            AND own.name = p_name
            AND own.asset = p_asset
            AND late.at >= date_trunc('day', p_until, 'Asia/Tokyo')
            AND late.at < p_until
    ) AS side
$$;

-- The days of an asset, one row for a day, kind and pair of holders.
CREATE FUNCTION ledger_days_by_holder_v1(p_asset text, p_since date, p_until timestamptz)
RETURNS TABLE (
    day date, kind varchar, source varchar, target varchar, points bigint, transfers bigint
)
LANGUAGE sql
STABLE
AS $$
    SELECT
        moved.day,
        moved.kind,
        moved.source,
        moved.target,
        sum(moved.points)::bigint,
        sum(moved.transfers)::bigint
    FROM ledger_days_v1(p_asset, p_since, p_until) AS moved
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
$$;
