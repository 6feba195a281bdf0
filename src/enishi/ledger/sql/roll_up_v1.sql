-- Adds the oldest transfers that are not in the daily totals yet, and says how many; -1 when the
-- last one counted lies ahead of the server's own count of transactions. Only transfers of ended
-- transactions count, in the order of the books: nothing can appear before what is added up.
CREATE FUNCTION ledger_roll_up_v1(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    v_xid bigint;
    v_seq bigint;
    v_count bigint;
BEGIN
    -- A restore numbers what it loads below zero.
    INSERT INTO ledger_dailyposition (id, xid, seq)
    VALUES (1, '-9223372036854775808'::bigint, 0)
    ON CONFLICT DO NOTHING;
    SELECT xid, seq INTO v_xid, v_seq FROM ledger_dailyposition WHERE id = 1 FOR UPDATE;
    IF v_xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint THEN
        RETURN -1;
    END IF;

    WITH fresh AS MATERIALIZED (
        SELECT
            one.xid, one.seq, one.asset, one.kind, one.at, one.amount, one.source_id, one.target_id
        FROM ledger_transfer AS one
        WHERE
            (one.xid, one.seq) > (v_xid, v_seq)
            AND one.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY one.xid, one.seq
        LIMIT p_limit
    ),

    written AS (
        INSERT INTO ledger_dailytotal AS total (
            asset, "on", kind, source, target, points, transfers
        )
        SELECT
            fresh.asset,
            (fresh.at AT TIME ZONE 'Asia/Tokyo')::date,
            fresh.kind,
            CASE WHEN starts_with(source.name, 'member:') THEN 'member' ELSE source.name END AS source_name,
            CASE WHEN starts_with(target.name, 'member:') THEN 'member' ELSE target.name END AS target_name,
            sum(fresh.amount),
            count(*)
        FROM fresh
        INNER JOIN ledger_account AS source ON fresh.source_id = source.id
        INNER JOIN ledger_account AS target ON fresh.target_id = target.id
        GROUP BY 1, 2, 3, 4, 5
        ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (asset, "on", kind, source, target) DO UPDATE SET
            points = total.points + excluded.points,
            transfers = total.transfers + excluded.transfers
    ),

    last AS (SELECT xid, seq FROM fresh ORDER BY xid DESC, seq DESC LIMIT 1),

    moved AS (
        UPDATE ledger_dailyposition SET xid = last.xid, seq = last.seq FROM last
    )

    SELECT count(*) INTO v_count FROM fresh;
    RETURN v_count;
END
$$;
