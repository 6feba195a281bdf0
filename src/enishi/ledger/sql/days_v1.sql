-- The transfers that are not in the daily totals yet. Planned for the place at hand: a plan for any
-- place would expect a third of all transfers, and there are few.
CREATE FUNCTION ledger_tail_v1()
RETURNS SETOF ledger_transfer
LANGUAGE plpgsql
STABLE
ROWS 1000
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    v_xid bigint;
    v_seq bigint;
BEGIN
    SELECT place.xid, place.seq INTO v_xid, v_seq FROM ledger_dailyposition AS place;
    IF NOT FOUND THEN
        RETURN QUERY SELECT one.* FROM ledger_transfer AS one;
        RETURN;
    END IF;
    RETURN QUERY
        SELECT one.* FROM ledger_transfer AS one WHERE (one.xid, one.seq) > (v_xid, v_seq);
END
$$;

-- What moved between two kinds of holder, by day in Japan: the daily totals, and the transfers
-- that are not in them yet. One statement, so that nothing is counted twice or left out.
-- Up to a moment within a day, the transfers of that day are read one by one.
CREATE FUNCTION ledger_days_v1(p_asset text, p_since date, p_until timestamptz)
RETURNS TABLE (
    day date, kind varchar, source varchar, target varchar, points bigint, transfers bigint
)
LANGUAGE sql
STABLE
AS $$
    SELECT
        total."on",
        total.kind,
        total.source,
        total.target,
        total.points,
        total.transfers
    FROM ledger_dailytotal AS total
    WHERE
        total.asset = p_asset
        AND total."on" >= p_since
        AND total."on" < (p_until AT TIME ZONE 'Asia/Tokyo')::date
    UNION ALL
    SELECT
        (fresh.at AT TIME ZONE 'Asia/Tokyo')::date,
        fresh.kind,
        CASE WHEN starts_with(source.name, 'member:') THEN 'member' ELSE source.name END,
        CASE WHEN starts_with(target.name, 'member:') THEN 'member' ELSE target.name END,
        fresh.amount,
        1::bigint
    FROM ledger_tail_v1() AS fresh
    INNER JOIN ledger_account AS source ON fresh.source_id = source.id
    INNER JOIN ledger_account AS target ON fresh.target_id = target.id
    WHERE
        fresh.asset = p_asset
        AND (fresh.at AT TIME ZONE 'Asia/Tokyo')::date >= p_since
        AND (fresh.at AT TIME ZONE 'Asia/Tokyo')::date
        < (p_until AT TIME ZONE 'Asia/Tokyo')::date
    UNION ALL
    SELECT
        (late.at AT TIME ZONE 'Asia/Tokyo')::date,
        late.kind,
        CASE WHEN starts_with(source.name, 'member:') THEN 'member' ELSE source.name END,
        CASE WHEN starts_with(target.name, 'member:') THEN 'member' ELSE target.name END,
        late.amount,
        1::bigint
    FROM ledger_transfer AS late
    INNER JOIN ledger_account AS source ON late.source_id = source.id
    INNER JOIN ledger_account AS target ON late.target_id = target.id
    WHERE
        -- Nothing is read here when the moment is a midnight in Japan.
        p_until > date_trunc('day', p_until, 'Asia/Tokyo')
        AND p_since <= (p_until AT TIME ZONE 'Asia/Tokyo')::date
        AND late.asset = p_asset
        AND late.at >= date_trunc('day', p_until, 'Asia/Tokyo')
        AND late.at < p_until
$$;
