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
        SELECT -leaving.points AS points
        FROM ledger_days_v1(p_asset, '-infinity', p_until) AS leaving
        WHERE leaving.source = p_name
        UNION ALL
        SELECT arriving.points
        FROM ledger_days_v1(p_asset, '-infinity', p_until) AS arriving
        WHERE arriving.target = p_name
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
